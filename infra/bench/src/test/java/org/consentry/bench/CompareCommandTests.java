package org.consentry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTests {
    @TempDir
    Path dir = Path.of(".");

    private String compared(String ours, String peer) throws IOException {
        Path first = Files.writeString(dir.resolve("ours.tsv"), ours);
        Path second = Files.writeString(dir.resolve("peer.tsv"), peer);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new CommandLine(new CompareCommand())
                    .execute("--floor", "read=5", "--p99-floor", "*=8", first.toString(), second.toString());
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void refusesALineThatIsNoMeasurement() throws IOException {
        Path file = Files.writeString(dir.resolve("broken.tsv"), "read\t1\t2\n");

        assertThatThrownBy(() -> Results.read(file)).hasMessageContaining("broken.tsv");
    }

    @Test
    void tellsHowManyTimesAsFastTheFirstIs() throws IOException {
        String table = compared("read\t1\t1000\t1\t2\t0\nother\t1\t5\t1\t1\t0\n", "read\t1\t100\t5\t30\t3\n");

        assertThat(table).doesNotContain("other");
        assertThat(table.lines().skip(1).findFirst().orElse("").replaceAll(" +", " "))
                .isEqualTo("read (failed: 0 ours, 3 peer) 1 1000 100 10.0 5 2.0 ms 30.0 ms 15.0 8");
    }
}
