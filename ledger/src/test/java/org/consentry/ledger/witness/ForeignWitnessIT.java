package org.consentry.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.consentry.ledger.GoProgram;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness that somebody else wrote, in another language, joins our log and guards it. */
class ForeignWitnessIT {
    @TempDir
    private Path folder;

    @Test
    void cosignsOurLogFromItsFirstEntryAndStopsASecondHistory() throws Exception {
        Optional<GoProgram> program = GoProgram.build("witness", folder);
        if (program.isEmpty()) {
            return;
        }
        Process process = program.get().start(Samples.KEY.verifier().toString());
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String text = "log %s\nwitness elsewhere %s http://127.0.0.1:%s\nquorum elsewhere\n"
                    .formatted(Samples.KEY.verifier(), lines.readLine(), lines.readLine());
            Policy policy = Policy.parse(text.getBytes(StandardCharsets.UTF_8));
            grows(policy);
            assertThat(forked(policy)).isIn(Publishing.Reason.FORKED, Publishing.Reason.BEHIND_WITNESSES);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void grows(Policy policy) {
        MemoryLedgerStore log = new MemoryLedgerStore(Samples.ORIGIN);
        try (WitnessQuorum quorum = new WitnessQuorum(policy, Duration.ofSeconds(10))) {
            Sequencer sequencer = new Sequencer(log, new Publisher(log, Samples.KEY, quorum), 1_000);
            for (int size : new int[] {1, 2, 7, 8, 255, 256, 257, 700}) {
                log.submit(Samples.entries((int) log.head().size(), size));

                assertThat(sequencer.sequenceOnce().publishing())
                        .isInstanceOfSatisfying(Publishing.Published.class, published -> {
                            assertThat(published.checkpoint().size()).isEqualTo(size);
                            assertThat(policy.judge(published.checkpoint())).isInstanceOf(Verdict.Accepted.class);
                        });
            }
        }
    }

    private static Publishing.Reason forked(Policy policy) {
        MemoryLedgerStore fork = new MemoryLedgerStore(Samples.ORIGIN);
        fork.submit(Samples.entries(5_000, 5_900));
        try (WitnessQuorum quorum = new WitnessQuorum(policy, Duration.ofSeconds(10))) {
            Publishing publishing = new Sequencer(fork, new Publisher(fork, Samples.KEY, quorum), 1_000)
                    .sequenceOnce()
                    .publishing();
            return ((Publishing.Refused) publishing).reason();
        }
    }
}
