package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prints what the scrubber finds and keeps over the shared notes. */
class ScrubberCorpusTests {
    private final Scrubber scrubber = new Scrubber();
    private final Map<String, int[]> found = new TreeMap<>();
    private int kept;
    private int keepers;

    @Test
    void findsNearlyEveryIdentityAndKeepsTheMedicine() throws IOException {
        for (Path file : Corpus.files("phi-notes", ".jsonl")) {
            for (byte[] line : Corpus.lines(file)) {
                note(Json.MAPPER.readTree(line));
            }
        }

        int all = found.values().stream().mapToInt(count -> count[1]).sum();
        int hit = found.values().stream().mapToInt(count -> count[0]).sum();
        found.forEach((type, count) -> System.out.printf("scrubber %-12s %d of %d%n", type, count[0], count[1]));
        System.out.printf("scrubber recall %d of %d, must-keep kept %d of %d%n", hit, all, kept, keepers);
        assertThat(hit).isGreaterThanOrEqualTo(all * 98 / 100);
        assertThat(kept).isEqualTo(keepers);
    }

    private void note(JsonNode note) {
        DirectIdentifiers known = DirectIdentifiers.of(note.path("patient"));
        String scrubbed = scrubber.scrub(note.path("text").asString(), known);
        for (JsonNode phi : note.path("phi")) {
            int[] count = found.computeIfAbsent(phi.path("type").asString(), type -> new int[2]);
            boolean gone = !word(phi.path("value").asString()).matcher(scrubbed).find();
            count[1]++;
            count[0] += gone ? 1 : 0;
            if (!gone && Boolean.getBoolean("consentry.scrubber.misses")) {
                System.out.println("missed a " + phi.path("type").asString() + " in "
                        + note.path("id").asString() + scrubbed);
            }
        }
        for (JsonNode keep : note.path("mustKeep")) {
            keepers++;
            kept += scrubbed.contains(keep.asString()) ? 1 : 0;
        }
    }

    private static Pattern word(String value) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])");
    }
}
