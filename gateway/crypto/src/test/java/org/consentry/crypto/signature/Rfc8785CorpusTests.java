package org.consentry.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The test files that RFC 8785's author publishes. */
class Rfc8785CorpusTests {

    @Test
    void givesTheBytesOfThePublishedFiles() throws IOException {
        for (Path input : inputs()) {
            Path hex = input.resolveSibling(
                    "../outhex/" + input.getFileName().toString().replace(".json", ".txt"));
            byte[] expected = HexFormat.of().parseHex(Files.readString(hex).replaceAll("\\s", ""));

            CanonicalJson json =
                    JsonCanonicalizer.rfc8785().read(Files.readAllBytes(input)).orThrow();

            assertThat(json.bytes()).as(input.getFileName().toString()).isEqualTo(expected);
        }
    }

    @Test
    void leavesTheirCanonicalFormsAlone() throws IOException {
        for (Path input : inputs()) {
            byte[] canonical = Files.readAllBytes(input.resolveSibling("../output/" + input.getFileName()));

            assertThat(JsonCanonicalizer.rfc8785().read(canonical).orThrow().bytes())
                    .as(input.getFileName().toString())
                    .isEqualTo(canonical);
        }
    }

    private static List<Path> inputs() throws IOException {
        var folder = SharedCorpus.folder("ledger/rfc8785-jcs");
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get().resolve("testdata/input"))) {
            return files.toList();
        }
    }
}
