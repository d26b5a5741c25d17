package org.consentry.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LedgerCommandTests {
    private final StringWriter err = new StringWriter();

    @Test
    void refusesNumbersThatCannotBeMeasured() {
        assertThat(run("append", "--writers", "0")).isEqualTo(2);
        assertThat(run("append", "--witnesses", "1", "--quorum", "2")).isEqualTo(2);
        assertThat(run("append", "--seconds", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("Usage");
    }

    @Test
    void measuresAppendingWithWitnesses() {
        String said = printed("append", "--warm-up", "1", "--seconds", "2", "--rate", "400", "--witnesses", "2");

        assertThat(said)
                .contains("fsync=on synchronous_commit=on full_page_writes=on", "durable entries/s", "receipt")
                .containsPattern("append -> durable index +p50")
                .containsPattern("append -> published checkpoint +p50")
                .doesNotContain("NaN");
    }

    @Test
    void measuresVerifyingAndAuditing() {
        assertThat(printed("offline", "--entries", "2000"))
                .contains("verify with one cosignature", "(6,000 accepted)", "Sound");
    }

    private int run(String... arguments) {
        return new CommandLine(new LedgerCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String printed(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(run(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
