package org.consentry.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.consentry.gateway.proof.signature.SignatureSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class KeyRotationTests {
    private static final SigningKey OLD = ProofFixture.KEY;
    private static final SigningKey NEW = ProofFixture.key(ProofFixture.ORIGIN, KeyKind.ED25519);

    private final ProofFixture proofs = new ProofFixture();

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void refusesToPublishWithANewKeyThatNothingVouchesFor() {
        publish(List.of(OLD));

        proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':'more'}");

        assertThat(publisher(List.of(NEW)).objection()).contains(Publishing.Reason.FOREIGN_CHECKPOINT);
    }

    @Test
    void keepsOldReceiptsUnderTheOldKeyAndGivesNewOnesUnderTheNew() {
        publish(List.of(OLD));
        publish(List.of(NEW, OLD));
        publish(List.of(NEW));

        assertThat(accepts(0, OLD)).isTrue();
        assertThat(accepts(0, NEW)).isFalse();
        assertThat(accepts(1, OLD)).isTrue();
        assertThat(accepts(1, NEW)).isTrue();
        assertThat(accepts(2, OLD)).isFalse();
        assertThat(accepts(2, NEW)).isTrue();
    }

    @Test
    void announcesOnceAndLetsTheOldKeyVouchForTheNew() {
        announce(List.of(OLD));
        announce(List.of(OLD));
        assertThat(events()).hasSize(2);

        announce(List.of(NEW, OLD));

        assertThat(events()).hasSize(3);
        String note = JsonMapper.builder()
                .build()
                .readTree(events().getLast())
                .path("note")
                .asString("");
        assertThat(note).contains("added\n" + NEW.verifier());
        assertThat(SignedNote.parse(note).verify(List.of(OLD.verifier()))).isInstanceOf(NoteVerdict.Verified.class);
    }

    @Test
    void announcesThatTheOldKeyIsWithdrawn() {
        announce(List.of(NEW, OLD));

        announce(List.of(NEW));

        assertThat(events().getLast())
                .contains("ledger-key-withdrawn")
                .contains(OLD.verifier().toString());
    }

    @Test
    void verifiesBundlesOfTheKeyBefore() throws Exception {
        proofs.store.put("Patient/p", "{'resourceType':'Patient','id':'p'}");
        proofs.publish();
        ResourceId patient = ResourceId.parse("Patient/p");
        Path next = ProofFixture.jwk("next");
        ECKey old = ECKey.parse(Files.readString(ProofFixture.jwkOfAuthority()));
        Path previous = ProofFixture.file(new JWKSet(old.toPublicJWK()).toString());

        Authority forgetful = Authority.load(new SignatureSettings(next, null));
        Authority rotated = Authority.load(new SignatureSettings(next, previous));

        assertThat(proofs.verifier(forgetful).verify(patient)).isInstanceOf(Verdict.UnknownKey.class);
        assertThat(proofs.verifier(rotated).verify(patient)).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void signsWithAPostQuantumKeyTooAndWithNoOtherKindInItsPlace() {
        SigningKey quantum = ProofFixture.key(ProofFixture.ORIGIN, KeyKind.ML_DSA_44_COSIGNATURE);
        LedgerKeys keys = LedgerKeys.load(settings(OLD, quantum));
        announce(keys.signing());
        publish(keys.signing());

        assertThat(accepts(0, OLD)).isTrue();
        assertThat(accepts(0, quantum)).isTrue();
        assertThat(accepts(0, NEW)).isFalse();
        assertThatThrownBy(() -> LedgerKeys.load(settings(OLD, NEW)))
                .hasMessageContaining("gateway.ledger.post-quantum-key-file");
        assertThatThrownBy(() -> LedgerKeys.load(settings(quantum, quantum)))
                .hasMessageContaining("gateway.ledger.key-file");
    }

    private static LedgerSettings settings(SigningKey key, SigningKey postQuantum) {
        return new LedgerSettings(
                ProofFixture.ORIGIN,
                ProofFixture.file(key.encoded()),
                null,
                ProofFixture.file(postQuantum.encoded()),
                10,
                Duration.ZERO,
                null,
                Duration.ofSeconds(1),
                Duration.ZERO);
    }

    @Test
    void refusesPrivateKeysAmongTheOldOnes() throws Exception {
        ECKey old = ECKey.parse(Files.readString(ProofFixture.jwkOfAuthority()));
        Path previous = ProofFixture.file(new JWKSet(old).toString(false));

        assertThatThrownBy(() -> Authority.load(new SignatureSettings(ProofFixture.jwk("next"), previous)))
                .hasMessageContaining("gateway.signature.previous-keys-file");
    }

    private void publish(List<SigningKey> keys) {
        proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':'test'}");
        assertThat(new Sequencer(proofs.log, publisher(keys), 10).sequenceOnce().publishing())
                .isInstanceOf(Publishing.Published.class);
    }

    private Publisher publisher(List<SigningKey> keys) {
        return new Publisher(proofs.log, keys, Cosigners.none());
    }

    private boolean accepts(long index, SigningKey key) {
        VerifierKey verifier = key.verifier();
        ProofAnswer.Proved proved = (ProofAnswer.Proved) proofs.reader.proof(index);
        return new ReceiptVerifier(Policy.of(verifier))
                        .judge(proved.receipt(), proved.entry().entry().digest())
                instanceof org.consentry.ledger.proof.Verdict.Accepted;
    }

    private void announce(List<SigningKey> keys) {
        new KeyEvents(
                        new LedgerKeys(keys),
                        proofs.authority(),
                        proofs.ledger,
                        proofs.jdbc,
                        proofs.transaction,
                        Clock.systemUTC())
                .announce();
    }

    private List<String> events() {
        return proofs.jdbc
                .sql("SELECT convert_from(e.content, 'UTF8') FROM proof_key_event e "
                        + "JOIN proof_commitment c USING (digest) ORDER BY c.at, e.content")
                .query(String.class)
                .list();
    }
}
