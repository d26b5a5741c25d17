package org.consentry.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.SharedVectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Notes, keys and cosignatures that other implementations made. */
class NoteVectorsTests {
    @Test
    void refusesTheMalformedNotesAndKeysOfGo() {
        vectors("golang-mod-note", "note_vectors.json").ifPresent(go -> {
            go.get("malformed_notes").forEach(note -> assertThatThrownBy(() -> SignedNote.parse(note.asString()))
                    .as(note.asString())
                    .isInstanceOf(Malformed.class));
            go.get("bad_vkeys").forEach(key -> assertThatThrownBy(() -> VerifierKey.parse(key.asString()))
                    .isInstanceOf(Malformed.class));
        });
    }

    @Test
    void refusesEveryPartAndEveryOneByteChangeOfAKey() {
        vectors("golang-mod-note", "note_vectors.json").ifPresent(go -> {
            String vkey = go.get("vkey_peter").asString();
            for (int i = 0; i < vkey.length(); i++) {
                String cut = vkey.substring(0, i);
                String changed = cut + (char) (vkey.charAt(i) + 1) + vkey.substring(i + 1);
                assertThatThrownBy(() -> VerifierKey.parse(cut)).isInstanceOf(Malformed.class);
                assertThatThrownBy(() -> VerifierKey.parse(changed)).isInstanceOf(Malformed.class);
            }
        });
    }

    @Test
    void verifiesAndMakesTheNotesOfGo() {
        vectors("golang-mod-note", "note_vectors.json").ifPresent(go -> {
            SignedNote both = SignedNote.parse(go.get("note_both").asString());
            VerifierKey peter = VerifierKey.parse(go.get("vkey_peter").asString());
            VerifierKey enoch = VerifierKey.parse(go.get("vkey_enoch").asString());
            SigningKey signing = SigningKey.parse(go.get("skey_peter").asString());

            assertThat(signers(both.verify(List.of(peter, enoch)))).containsExactly(peter, enoch);
            assertThat(signers(both.verify(List.of(enoch)))).containsExactly(enoch);
            assertThat(signing.verifier()).isEqualTo(peter);
            assertThat(signing.encoded()).isEqualTo(go.get("skey_peter").asString());
            assertThat(signing.sign(go.get("text").asString()).line())
                    .isEqualTo(go.get("sig_peter").asString());
            assertThat(both.encoded()).isEqualTo(go.get("note_both").asString());
        });
    }

    @Test
    void verifiesTheExampleOfTheSpecification() {
        vectors("c2sp-examples", "examples.json").ifPresent(c2sp -> {
            VerifierKey key = VerifierKey.parse(c2sp.at("/signed_note/vkey").asString());
            SignedNote note = SignedNote.parse(c2sp.at("/signed_note/note").asString());
            String cosigned = c2sp.at("/cosigned_checkpoint_example/note").asString();

            assertThat(signers(note.verify(List.of(key)))).containsExactly(key);
            assertThat(SignedCheckpoint.of(SignedNote.parse(cosigned)).size()).isEqualTo(20852163);
            assertThat(SignedNote.parse(cosigned).encoded()).isEqualTo(cosigned);
        });
    }

    @Test
    void verifiesTheCosignaturesOfOtherWitnesses() {
        vectors("sunlight-cosignatures", "cosignatures.json").ifPresent(sunlight -> {
            for (JsonNode vector : sunlight.get("vectors")) {
                VerifierKey witness =
                        VerifierKey.parse(vector.get("witness_vkey").asString());
                SignedNote note = SignedNote.parse(vector.get("checkpoint").asString());

                assertThat(note.verify(List.of(witness)))
                        .isEqualTo(new NoteVerdict.Verified(List.of(new VerifiedSignature(
                                witness,
                                Optional.of(Instant.ofEpochSecond(
                                        vector.get("timestamp").longValue()))))));
            }
        });
    }

    /**
     * The edge cases are made so that libraries disagree. Ours takes none that names a defect (a low-order part, a
     * residue, a second encoding) and the one that names none.
     */
    @Test
    void acceptsNoEdgeCaseOfEd25519() {
        vectors("cctv-ed25519/ed25519", "ed25519vectors.json").ifPresent(cases -> {
            List<Integer> misjudged = new ArrayList<>();
            for (JsonNode test : cases) {
                boolean flawed =
                        test.get("flags").isArray() && !test.get("flags").isEmpty();
                if (accepts(test) == flawed) {
                    misjudged.add(test.get("number").asInt());
                }
            }
            assertThat(cases).hasSize(914);
            assertThat(misjudged).isEmpty();
        });
    }

    private static boolean accepts(JsonNode test) {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex(test.get("key").asString());
        byte[] signature = hex.parseHex(test.get("sig").asString());
        byte[] message = test.get("msg").asString().getBytes(StandardCharsets.UTF_8);
        return Ed25519Keys.isSound(key) && Ed25519Keys.verify(key, message, signature);
    }

    private static List<VerifierKey> signers(NoteVerdict verdict) {
        return verdict instanceof NoteVerdict.Verified verified
                ? verified.signatures().stream().map(VerifiedSignature::key).toList()
                : List.of();
    }

    private static Optional<JsonNode> vectors(String folder, String file) {
        return SharedVectors.folder(folder)
                .map(found -> JsonMapper.shared().readTree(SharedVectors.bytes(found.resolve(file))));
    }
}
