package org.consentry.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.TilePath;
import org.junit.jupiter.api.Test;

class LedgerReaderTests {
    private final MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
    private final LedgerReader reader = new LedgerReader(store);

    @Test
    void showsNothingThatNoCheckpointCovers() {
        publish(4);
        store.submit(Samples.entries(4, 6));
        store.sequence(100);

        assertThat(reader.entry(4)).isEmpty();
        assertThat(reader.entry(Samples.entry(5).digest())).isEmpty();
        assertThat(reader.proof(4)).isEqualTo(new ProofAnswer.NotYetPublished(4));
        assertThat(reader.proof(6)).isEqualTo(new ProofAnswer.Unknown());
        assertThat(reader.proof(-1)).isEqualTo(new ProofAnswer.Unknown());
        assertThat(reader.proof(Samples.hash("nothing"))).isEqualTo(new ProofAnswer.Unknown());
        assertThat(reader.resource(new TilePath(0, 0, 5))).isEmpty();
        assertThat(reader.resource(new BundlePath(0, 5))).isEmpty();
        assertThat(reader.latest(Long.MAX_VALUE, 10)).hasSize(4);
        assertThat(reader.entriesOf(Set.of(Samples.subject(2)), Long.MAX_VALUE, 10))
                .extracting(LoggedEntry::index)
                .containsExactly(2L);
    }

    @Test
    void isEmptyBeforeTheFirstCheckpoint() {
        assertThat(reader.checkpoint()).isEmpty();
        assertThat(reader.resource(new LogPath.CheckpointPath())).isEmpty();
        assertThat(reader.latest(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(reader.consistency(0)).isEmpty();
    }

    @Test
    void givesReceiptsOfManyAsItGivesEach() {
        publish(3);
        publish(270);
        publish(300);
        store.submit(Samples.entries(300, 302));
        store.sequence(100);
        List<Hash> digests = IntStream.of(301, 299, 2, 3, 269, 999, 255)
                .mapToObj(i -> Samples.entry(i).digest())
                .toList();

        Map<Hash, ProofAnswer.Proved> receipts = reader.receipts(digests);

        assertThat(receipts)
                .containsOnlyKeys(IntStream.of(299, 2, 3, 269, 255)
                        .mapToObj(i -> Samples.entry(i).digest())
                        .toList());
        receipts.forEach((digest, proved) -> assertThat(proved).isEqualTo(reader.proof(digest)));
    }

    @Test
    void givesAReceiptThatItsOwnEntryProves() {
        publish(300);
        ProofAnswer.Proved proved =
                (ProofAnswer.Proved) reader.proof(Samples.entry(123).digest());
        TlogProof receipt = TlogProof.parse(proved.receipt().encoded());
        ReceiptExtra extra = ReceiptExtra.parse(receipt.extraBytes().orElseThrow());

        assertThat(extra.entry()).isEqualTo(Samples.entry(123));
        assertThat(receipt).isEqualTo(proved.receipt());
        Policy policy = Policy.of(Samples.KEY.verifier());
        assertThat(new ReceiptVerifier(policy).judge(receipt, extra.entry().digest()))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(new ReceiptVerifier(policy).judge(receipt, Samples.entry(124).digest()))
                .isEqualTo(new Verdict.Refused(Verdict.Reason.NOT_INCLUDED));
    }

    @Test
    void givesTheSameReceiptAlthoughTheLogHasGrown() {
        publish(5);
        ProofAnswer before = reader.proof(2);
        publish(900);

        assertThat(reader.proof(2)).isEqualTo(before);
    }

    @Test
    void servesTilesAndBundlesThatFit() {
        publish(300);
        byte[] bundle = reader.resource(new BundlePath(1, 44)).orElseThrow();
        byte[] tile = reader.resource(new TilePath(0, 1, 44)).orElseThrow();

        assertThat(EntryBundle.decode(bundle, 44).stream().map(Hash::leaf).toList())
                .isEqualTo(IntStream.range(0, 44)
                        .mapToObj(i -> Hash.at(tile, i * Hash.LENGTH))
                        .toList());
        assertThat(reader.resource(new LogPath.CheckpointPath())).hasValueSatisfying(bytes -> assertThat(bytes)
                .isEqualTo(reader.checkpoint().orElseThrow().note().bytes()));
    }

    @Test
    void pagesBackwards() {
        publish(30);

        assertThat(reader.latest(Long.MAX_VALUE, 3))
                .extracting(LoggedEntry::index)
                .containsExactly(29L, 28L, 27L);
        assertThat(reader.latest(27, 2)).extracting(LoggedEntry::index).containsExactly(26L, 25L);
        assertThat(reader.latest(1, 5)).extracting(LoggedEntry::index).containsExactly(0L);
        assertThat(reader.latest(-7, 5)).isEmpty();
        assertThat(reader.latest(10, -5)).isEmpty();
    }

    @Test
    void provesThatItGrew() {
        publish(7);
        var old = store.head();
        publish(500);

        assertThat(reader.consistency(7).orElseThrow().links(old, store.head())).isTrue();
        assertThat(reader.consistency(501)).isEmpty();
        assertThat(reader.consistency(-1)).isEmpty();
    }

    @Test
    void refusesToSignForAnotherLogOrOverAForeignCheckpoint() {
        SigningKey other = SigningKey.generate(new KeyName("other.example"), KeyKind.ED25519, new SecureRandom());
        SigningKey imposter = SigningKey.generate(new KeyName(Samples.ORIGIN), KeyKind.ED25519, new SecureRandom());
        publish(3);
        store.submit(Samples.entries(3, 5));
        store.sequence(10);

        assertThatThrownBy(() -> new Publisher(store, other, Cosigners.none()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Publisher(store, imposter, Cosigners.none()).publishOnce())
                .isEqualTo(new Publishing.Refused(Publishing.Reason.FOREIGN_CHECKPOINT));
    }

    @Test
    void refusesToSignATreeThatDoesNotContinueThePublishedOne() {
        publish(3);
        MemoryLedgerStore changed = new MemoryLedgerStore(Samples.ORIGIN);
        changed.submit(Samples.entries(50, 60));
        changed.sequence(100);
        changed.publish(store.published().orElseThrow(), -1);

        assertThat(new Publisher(changed, Samples.KEY, Cosigners.none()).publishOnce())
                .isEqualTo(new Publishing.Refused(Publishing.Reason.DOES_NOT_CONTINUE));
    }

    @Test
    void exchangesItsKeyWithoutLosingThoseWhoKnowOnlyOne() {
        SigningKey fresh = SigningKey.generate(new KeyName(Samples.ORIGIN), KeyKind.ED25519, new SecureRandom());
        publish(3);
        store.submit(Samples.entries(3, 5));
        store.sequence(10);

        new Publisher(store, List.of(Samples.KEY, fresh), Cosigners.none()).publishOnce();

        SignedCheckpoint both = store.published().orElseThrow();
        assertThat(Policy.of(Samples.KEY.verifier()).judge(both)).isInstanceOf(Verdict.Accepted.class);
        assertThat(Policy.of(fresh.verifier()).judge(both)).isInstanceOf(Verdict.Accepted.class);
        store.submit(Samples.entries(5, 6));
        store.sequence(10);
        assertThat(new Publisher(store, fresh, Cosigners.none()).publishOnce())
                .isInstanceOf(Publishing.Published.class);
    }

    private void publish(int size) {
        store.submit(Samples.entries((int) store.head().size(), size));
        Publisher publisher = new Publisher(store, Samples.KEY, Cosigners.none());
        assertThat(new Sequencer(store, publisher, 1000).sequenceOnce().publishing())
                .isInstanceOf(Publishing.Published.class);
    }
}
