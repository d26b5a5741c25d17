package org.consentry.bench.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.Mirror;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench ledger offline}. */
@Command(
        name = "offline",
        description =
                "Verifies receipts, mirrors and audits a log, on one thread. Prints the processor's time, which other"
                        + " load on the machine does not change, and the clock's.",
        mixinStandardHelpOptions = true)
final class OfflineCommand implements Callable<Integer> {
    private static final int ROUNDS = 3_000;

    @Option(names = "--entries", defaultValue = "200000", description = "Entries in the log: ${DEFAULT-VALUE}.")
    private int entries = 200_000;

    @Override
    public Integer call() throws IOException {
        MemoryLedgerStore store = new MemoryLedgerStore(MadeEntries.ORIGIN);
        store.submit(new MadeEntries(1_000).next(entries));
        Publisher publisher = new Publisher(store, MadeEntries.KEY, Cosigners.none());
        Sequencer sequencer = new Sequencer(store, publisher, 65_536);
        while (sequencer.sequenceOnce().last() instanceof Sequencing.Sequenced sequenced && sequenced.more()) {
            Thread.onSpinWait();
        }
        ProofAnswer.Proved proved = (ProofAnswer.Proved) new LedgerReader(store).proof(entries / 3);
        receipts(proved.receipt(), proved.entry().entry().digest());
        audit(store);
        return 0;
    }

    private static void receipts(TlogProof receipt, Hash leaf) {
        SigningKey witness =
                SigningKey.generate(new KeyName("w.example"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        NoteSignature cosignature = witness.cosign(receipt.checkpoint().checkpoint(), Instant.now());
        TlogProof cosigned = new TlogProof(
                receipt.inclusion(),
                SignedCheckpoint.of(receipt.checkpoint().note().with(List.of(cosignature))));
        String log = "log " + MadeEntries.KEY.verifier() + "\nwitness w " + witness.verifier() + "\nquorum ";
        verify("verify a receipt", receipt, log + "none", leaf);
        verify("verify with one cosignature", cosigned, log + "w", leaf);
    }

    private static void verify(String what, TlogProof receipt, String policy, Hash leaf) {
        byte[] bytes = receipt.encoded().getBytes(StandardCharsets.UTF_8);
        ReceiptVerifier verifier = new ReceiptVerifier(Policy.parse(policy.getBytes(StandardCharsets.UTF_8)));
        int accepted = 0;
        long start = 0;
        for (int i = -ROUNDS; i < ROUNDS; i++) {
            if (i == 0) {
                start = cpuNanos();
            }
            accepted += verifier.judge(TlogProof.parse(bytes), leaf) instanceof Verdict.Accepted ? 1 : 0;
        }
        double millis = (cpuNanos() - start) / 1e6 / ROUNDS;
        System.out.printf("%-36s %.3f ms of processor time (%,d accepted)%n", what, millis, accepted);
    }

    private static void audit(MemoryLedgerStore store) throws IOException {
        Path folder = Files.createTempDirectory("ledger-bench");
        Policy policy = Policy.of(MadeEntries.KEY.verifier());
        LedgerReader reader = new LedgerReader(store);
        timed("mirror into files", store, () -> {
            new Mirror(path -> reader.resource(path).orElseThrow(), folder, policy, (done, total) -> {}).run();
            return "";
        });
        timed("fsck from files", store, () -> new LogAudit(new FolderLog(folder), policy, (done, total) -> {})
                .run()
                .getClass()
                .getSimpleName());
    }

    /** Work that says how it ended. */
    @FunctionalInterface
    private interface Work {
        String run() throws IOException;
    }

    private static void timed(String what, MemoryLedgerStore store, Work work) throws IOException {
        long processor = cpuNanos();
        long clock = System.nanoTime();
        String ended = work.run();
        double size = store.head().size();
        System.out.printf(
                "%-36s %,.0f entries per processor second, %,.0f/s by the clock %s%n",
                what, size * 1e9 / (cpuNanos() - processor), size * 1e9 / (System.nanoTime() - clock), ended);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
