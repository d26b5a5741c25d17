package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Notes of many styles, of patients of whom nothing is known, with the kind of everything that must go. Found is what
 * does not stand there any more as it was; gone, that of which no word of three letters or digits is left.
 */
class NotesByKindTests {
    private static final Pattern MARKED = Pattern.compile("\\{([a-z]+)\\|([^}]+)}|<([^>]+)>");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{3,}");

    private final Scrubber scrubber = new Scrubber();
    private final Map<String, int[]> kinds = new TreeMap<>();
    private final List<String> missed = new ArrayList<>();
    private final List<String> destroyed = new ArrayList<>();
    private int kept;

    @ParameterizedTest
    @CsvSource({"notes-by-kind.txt, 90", "notes-by-kind-fresh.txt, 85"})
    void findsMostOfEveryKindAndKeepsTheMedicine(String file, int percent) throws IOException {
        for (String note : notes(file)) {
            check(note);
        }

        // The figures are told: the bounds below do not show whether a change made them better.
        kinds.forEach((kind, count) ->
                System.out.printf("%-9s found %d of %d, gone %d%n", kind, count[0], count[2], count[1]));
        int found = kinds.values().stream().mapToInt(count -> count[0]).sum();
        int all = kinds.values().stream().mapToInt(count -> count[2]).sum();
        System.out.printf("%s: all found %d of %d, kept %d of %d%n", file, found, all, kept, kept + destroyed.size());
        if (Boolean.getBoolean("consentry.scrubber.misses")) {
            missed.forEach(each -> System.out.println("missed " + each));
            destroyed.forEach(each -> System.out.println("destroyed " + each));
        }
        assertThat(found).isGreaterThanOrEqualTo(all * percent / 100);
        assertThat(destroyed).isEmpty();
    }

    private void check(String note) {
        String scrubbed = scrubber.scrub(MARKED.matcher(note).replaceAll("$2$3"), DirectIdentifiers.NONE);
        Matcher marked = MARKED.matcher(note);
        while (marked.find()) {
            if (marked.group(1) == null) {
                if (scrubbed.contains(marked.group(3))) {
                    kept++;
                } else {
                    destroyed.add(marked.group(3));
                }
                continue;
            }
            int[] count = kinds.computeIfAbsent(marked.group(1), kind -> new int[3]);
            boolean found = !isIn(scrubbed, marked.group(2));
            count[0] += found ? 1 : 0;
            count[1] += found && !WORD.matcher(marked.group(2)).results().anyMatch(word -> isIn(scrubbed, word.group()))
                    ? 1
                    : 0;
            count[2]++;
            if (!found) {
                missed.add(marked.group(1) + " " + marked.group(2));
            }
        }
    }

    private static boolean isIn(String text, String value) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
                .matcher(text)
                .find();
    }

    private static List<String> notes(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(NotesByKindTests.class.getResourceAsStream(file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.substring(text.indexOf('\n') + 1).split("\n====\n"));
        }
    }
}
