package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;

/*
 * One value of a document at a time becomes a sentinel, a word, number, day or object identifier that stands nowhere else.
 * Afterwards it is in a resource, or the report counts a path that ends in the element and attribute it stood in as one
 * that only the kept document has. -Dconsentry.documents=FOLDER takes other documents, -Dconsentry.every=N fewer values.
 */
/** What an attribute or a text of a document says is in a resource, or the report tells that it is not. */
class SentinelDocumentTests {

    private static final ConversionContext CONTEXT = new ConversionContext("sentinels", ZoneOffset.UTC);
    private static final Pattern VALUE = Pattern.compile(
            "(?<attribute>\\b(?:extension|root|code|codeSystem|displayName|value|unit|use|qualifier))=\"(?<told>[^\"]+)\""
                    + "|>(?<text>[^<>]*[^<>\\s][^<>]*)</");
    private static final Pattern NARRATIVE = Pattern.compile("(?s)<text\\b.*?</text>|<!--.*?-->");
    private static final int EVERY = Integer.getInteger("consentry.every", 1);
    private static final Set<String> SKIPPED = Set.of("templateId", "typeId", "realmCode", "reference");

    private final CcdaMapper mapper = new CcdaMapper();
    private final TreeSet<String> lost = new TreeSet<>();
    private int sent;
    private int whole;

    @Test
    void everyValueOfADocumentArrivesOrIsReported() throws IOException {
        for (Path file : documents()) {
            String document = Files.readString(file);
            String bare = blank(document);
            whole = statements(mapper.convert(document.getBytes(StandardCharsets.UTF_8), CONTEXT));
            Matcher matcher = VALUE.matcher(bare);
            for (int number = 0; matcher.find(); number++) {
                if (number % EVERY == 0) {
                    look(file.getFileName().toString(), document, bare, matcher);
                }
            }
        }
        // How much was sent is told, since it comes from the documents and not from this class.
        System.out.println("Sentinels in documents: " + sent + " sent, " + lost.size() + " lost");
        assertThat(lost).isEmpty();
        assertThat(sent).isPositive();
    }

    private void look(String file, String document, String bare, Matcher matcher) {
        boolean text = matcher.group("text") != null;
        int start = matcher.start(text ? "text" : "told");
        int end = matcher.end(text ? "text" : "told");
        String element = element(bare, start);
        String attribute = text ? "text()" : "@" + matcher.group("attribute").replaceAll("=.*", "");
        if (SKIPPED.contains(element)) {
            return;
        }
        String sentinel = sentinel(document.substring(start, end).strip());
        String sent = document.substring(0, start) + sentinel + document.substring(end);
        Conversion conversion = mapper.convert(sent.getBytes(StandardCharsets.UTF_8), CONTEXT);
        this.sent++;
        if (conversion instanceof Conversion.Converted done) {
            String json = FhirJson.write(done.transactionBundle());
            String day = sentinel.substring(0, 4) + "-" + sentinel.substring(4, Math.min(6, sentinel.length()));
            boolean there = json.contains(sentinel) || (sentinel.startsWith("1877") && json.contains(day));
            boolean reported = reported(done, element + "/" + attribute) || statements(done) > whole;
            if (!there && !reported) {
                lost.add(file + " " + element + "/" + attribute + " at " + start + " was "
                        + document.substring(start, end).strip());
            }
        }
    }

    /** Statements that are in the kept document only, which are counted as a whole. */
    private static int statements(Conversion conversion) {
        return conversion.report().fields().stream()
                .filter(field -> field.fate() == Fate.PRESERVED && field.path().indexOf('/') < 0)
                .mapToInt(FieldOutcome::count)
                .sum();
    }

    private static boolean reported(Conversion.Converted done, String path) {
        return done.report().fields().stream()
                .filter(field -> field.fate() == Fate.PRESERVED || field.fate() == Fate.IGNORED)
                .anyMatch(field -> field.path().endsWith("/" + path));
    }

    private static String sentinel(String told) {
        if (told.matches("\\d{8,}([+-]\\d{4})?")) {
            return "18771107";
        }
        if (told.matches("[\\d.]+") && told.chars().filter(c -> c == '.').count() > 2) {
            return "1.2.840.7300173";
        }
        return told.matches("-?\\d+(\\.\\d+)?") ? "7300173" : told.startsWith("tel:") ? "7300173" : "Zq7300173";
    }

    private static String element(String bare, int at) {
        int open = bare.lastIndexOf('<', at);
        Matcher name = Pattern.compile("<(?:\\w+:)?(\\w+)").matcher(bare).region(open, bare.length());
        return name.lookingAt() ? name.group(1) : "";
    }

    /** The document with narrative and comments blanked out, so that places stay what they are. */
    private static String blank(String document) {
        return NARRATIVE.matcher(document).replaceAll(match -> " "
                .repeat(match.group().length()));
    }

    private static List<Path> documents() throws IOException {
        Path golden =
                Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources/ccda/golden");
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("consentry.documents", golden.toString())))) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }
}
