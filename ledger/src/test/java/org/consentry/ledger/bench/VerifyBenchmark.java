package org.consentry.ledger.bench;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.Mirror;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;

/**
 * Verifies receipts and audits a log, on one thread. Prints the processor's time, which other load on the machine does not
 * change. Argument: entries in the log.
 */
public final class VerifyBenchmark {
    private static final int ROUNDS = 3000;

    private VerifyBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[0]);
        MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
        store.submit(Samples.entries(0, size));
        Sequencer sequencer = new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 65_536);
        while (sequencer.sequenceOnce().last() instanceof Sequencing.Sequenced sequenced && sequenced.more()) {
            Thread.onSpinWait();
        }
        ProofAnswer.Proved proved = (ProofAnswer.Proved) new LedgerReader(store).proof(size / 3);
        receipts(proved.receipt(), size / 3);
        audit(store);
    }

    private static void receipts(TlogProof receipt, int index) {
        SigningKey witness =
                SigningKey.generate(new KeyName("w.example"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        NoteSignature cosignature = witness.cosign(receipt.checkpoint().checkpoint(), Instant.now());
        TlogProof cosigned = new TlogProof(
                receipt.inclusion(),
                SignedCheckpoint.of(receipt.checkpoint().note().with(List.of(cosignature))));
        String log = "log " + Samples.KEY.verifier() + "\nwitness w " + witness.verifier() + "\nquorum ";
        verify("verify a receipt", receipt, log + "none", index);
        verify("verify with one cosignature", cosigned, log + "w", index);
    }

    private static void verify(String what, TlogProof receipt, String policy, int index) {
        byte[] bytes = receipt.encoded().getBytes(StandardCharsets.UTF_8);
        ReceiptVerifier verifier = new ReceiptVerifier(Policy.parse(policy.getBytes(StandardCharsets.UTF_8)));
        int accepted = 0;
        long start = 0;
        for (int i = -ROUNDS; i < ROUNDS; i++) {
            if (i == 0) {
                start = cpuNanos();
            }
            Verdict verdict =
                    verifier.judge(TlogProof.parse(bytes), Samples.entry(index).digest());
            accepted += verdict instanceof Verdict.Accepted ? 1 : 0;
        }
        System.out.printf("%-32s %.3f ms (%d accepted)%n", what, (cpuNanos() - start) / 1e6 / ROUNDS, accepted);
    }

    private static void audit(MemoryLedgerStore store) throws Exception {
        Path folder = Files.createTempDirectory("ledger-bench");
        Policy policy = Policy.of(Samples.KEY.verifier());
        LedgerReader reader = new LedgerReader(store);
        long written = cpuNanos();
        new Mirror(path -> reader.resource(path).orElseThrow(), folder, policy, (done, total) -> {}).run();
        print("mirror into files", store, written);
        long start = cpuNanos();
        LogAudit.Finding finding = new LogAudit(new FolderLog(folder), policy, (done, total) -> {}).run();
        print("fsck from files: " + finding.getClass().getSimpleName(), store, start);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String what, MemoryLedgerStore store, long start) {
        double seconds = (cpuNanos() - start) / 1e9;
        System.out.printf("%-32s %,.0f entries/s%n", what, store.head().size() / seconds);
    }
}
