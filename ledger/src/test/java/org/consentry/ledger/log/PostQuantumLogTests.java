package org.consentry.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.witness.AddCheckpoint;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that signs with an ML-DSA-44 key beside its Ed25519 key. */
class PostQuantumLogTests {
    private static final SigningKey QUANTUM = key(KeyKind.ML_DSA_44_COSIGNATURE);

    private final MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);

    @Test
    void signsWithNoWitnesssKey() {
        assertThatThrownBy(() ->
                        new Publisher(store, List.of(Samples.KEY, key(KeyKind.ED25519_COSIGNATURE)), Cosigners.none()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isAcceptedByThoseWhoKnowEitherKeyAndByNobodyElse() {
        SignedCheckpoint checkpoint = published(Samples.KEY, QUANTUM);
        Entry entry = Samples.entries(0, 1).getFirst();
        ProofAnswer.Proved proved = (ProofAnswer.Proved) new LedgerReader(store).proof(entry.digest());
        TlogProof receipt = TlogProof.parse(proved.receipt().encoded());

        for (Policy policy : List.of(
                Policy.of(Samples.KEY.verifier()),
                Policy.of(QUANTUM.verifier()),
                Policy.of(Samples.KEY.verifier()).withLog(QUANTUM.verifier()))) {
            assertThat(policy.judge(checkpoint)).isInstanceOf(Verdict.Accepted.class);
            assertThat(new ReceiptVerifier(policy).judge(receipt, entry.digest()))
                    .isInstanceOf(Verdict.Accepted.class);
        }
        VerifierKey other = key(KeyKind.ML_DSA_44_COSIGNATURE).verifier();
        assertThat(Policy.of(other).judge(checkpoint)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void goesOnWhenOneOfTheKeysIsTakenAwayAndStopsWhenBothAreExchanged() {
        published(Samples.KEY, QUANTUM);
        published(QUANTUM);
        published(Samples.KEY, QUANTUM);

        Publisher stranger = new Publisher(store, List.of(key(KeyKind.ED25519)), Cosigners.none());
        store.submit(Samples.entries(900, 901));
        new Sequencer(store, stranger, 100).moveOnce();
        assertThat(stranger.publishOnce()).isEqualTo(new Publishing.Refused(Publishing.Reason.FOREIGN_CHECKPOINT));
    }

    @Test
    void isWatchedByAWitnessThatKnowsOnlyThePostQuantumKey(@TempDir Path folder) throws IOException {
        SigningKey key = SigningKey.generate(new KeyName("w.example"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        try (FileCosignedCheckpoints memory = FileCosignedCheckpoints.open(folder)) {
            Witness witness = new Witness(List.of(key), List.of(QUANTUM.verifier()), memory, InstantSource.system());
            SignedCheckpoint checkpoint = published(Samples.KEY, QUANTUM);

            assertThat(witness.add(new AddCheckpoint(0, List.of(), checkpoint).bytes()))
                    .isInstanceOf(WitnessAnswer.Cosigned.class);
        }
    }

    private SignedCheckpoint published(SigningKey... keys) {
        int size = (int) store.head().size();
        store.submit(Samples.entries(size, size + 3));
        Publisher publisher = new Publisher(store, List.of(keys), Cosigners.none());
        Publishing publishing =
                new Sequencer(store, publisher, 100).sequenceOnce().publishing();
        return ((Publishing.Published) publishing).checkpoint();
    }

    private static SigningKey key(KeyKind kind) {
        return SigningKey.generate(new KeyName(Samples.ORIGIN), kind, new SecureRandom());
    }
}
