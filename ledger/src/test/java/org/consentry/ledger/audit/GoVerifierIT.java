package org.consentry.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.consentry.ledger.GoProgram;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.PosixLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else's code verifies our log: Go's x/mod/sumdb, from Debian's golang-golang-x-mod-dev where that is installed,
 * else by Go's module proxy.
 */
class GoVerifierIT {
    @TempDir
    private Path folder;

    @Test
    void verifiesOurLogAndRefusesAnotherKey() throws Exception {
        Optional<GoProgram> program = GoProgram.build("verify", folder);
        if (program.isEmpty()) {
            return;
        }
        Path log = folder.resolve("log");
        try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 777));
            new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 500).sequenceOnce();
        }
        String key = Samples.KEY.verifier().toString();
        String other = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

        GoProgram.Result good = program.get().run(log.toString(), key);
        GoProgram.Result bad = program.get().run(log.toString(), other);

        assertThat(good).isEqualTo(new GoProgram.Result(0, "VERIFIED 777\n"));
        assertThat(bad.code()).isEqualTo(1);
    }
}
