package org.consentry.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTests {
    private static final Checkpoint CHECKPOINT = new Checkpoint(Samples.ORIGIN, new TreeHead(5, Samples.hash("root")));
    private static final SigningKey LOG = Samples.KEY;
    private static final List<SigningKey> WITNESSES = List.of(witness("a"), witness("b"), witness("c"), witness("d"));

    @Test
    void refusesACheckpointThatOnlyWitnessesSigned() {
        assertThat(judge("quorum none", signed(List.of(), 0, 1, 2))).isEqualTo(refused(Verdict.Reason.UNKNOWN_LOG));
    }

    @Test
    void refusesALogThatSpeaksForAnother() {
        SigningKey other = SigningKey.generate(new KeyName("other.example"), KeyKind.ED25519, new SecureRandom());
        Policy policy = Policy.of(LOG.verifier()).withLog(other.verifier());
        SignedNote byOther = new SignedNote(CHECKPOINT.text(), List.of(other.sign(CHECKPOINT.text())));

        assertThat(policy.judge(SignedCheckpoint.of(byOther))).isEqualTo(refused(Verdict.Reason.UNKNOWN_LOG));
    }

    @Test
    void refusesABadSignatureOfAKnownKeyAlthoughOthersSuffice() {
        NoteSignature foreign = WITNESSES.get(2).cosign(new Checkpoint("x", TreeHead.EMPTY), Instant.EPOCH);
        SignedCheckpoint signed = signed(List.of(LOG), 0, 1);
        SignedCheckpoint spoiled = SignedCheckpoint.of(signed.note().with(List.of(foreign)));

        assertThat(judge("group g 2 a b c\nquorum g", signed)).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge("group g 2 a b c\nquorum g", spoiled)).isEqualTo(refused(Verdict.Reason.BAD_SIGNATURE));
    }

    @Test
    void countsEveryWitnessOnce() {
        SignedNote twice = signed(List.of(LOG), 0)
                .note()
                .with(List.of(WITNESSES.get(0).cosign(CHECKPOINT, Instant.ofEpochSecond(99))));

        assertThat(judge("group g 2 a b c\nquorum g", SignedCheckpoint.of(twice)))
                .isEqualTo(refused(Verdict.Reason.QUORUM_NOT_MET));
    }

    @Test
    void followsGroupsWithinGroups() {
        String rules = "group x 2 a b c\ngroup y any d\ngroup both all x y\nquorum both";

        assertThat(judge(rules, signed(List.of(LOG), 0, 1, 2))).isEqualTo(refused(Verdict.Reason.QUORUM_NOT_MET));
        assertThat(judge(rules, signed(List.of(LOG), 0, 3))).isEqualTo(refused(Verdict.Reason.QUORUM_NOT_MET));
        assertThat(judge(rules, signed(List.of(LOG), 0, 2, 3))).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge("quorum d", signed(List.of(LOG), 3))).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge("quorum none", signed(List.of(LOG)))).isInstanceOf(Verdict.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quorum",
                "quorum unknown",
                "quorum a b",
                "quorum none\nquorum none",
                "group g 2 a\nquorum g",
                "group g 0 a\nquorum g",
                "group g -1 a b\nquorum g",
                "group g 02 a b\nquorum g",
                "group g any\nquorum g",
                "group none any a\nquorum none",
                "group a any b\nquorum a",
                "group g any a a\nquorum g",
                "group g any a\ngroup h any a\nquorum g",
                "group g any h\ngroup h any a\nquorum g",
                "group g any none\nquorum g",
                "trust a\nquorum none",
                "quorum none\u0001",
                "quorum none\r"
            })
    void refusesRulesThatAreNotInForm(String rules) {
        byte[] file = file(rules);

        assertThatThrownBy(() -> Policy.parse(file)).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesOneKeyUnderTwoNamesAndKeysOfTheWrongKind() {
        String again = "witness again " + WITNESSES.get(0).verifier() + "\nquorum none";

        assertThatThrownBy(() -> Policy.parse(file(again))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Policy.parse(file("witness w " + LOG.verifier() + "\nquorum none")))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Policy.parse(file("log " + WITNESSES.get(0).verifier() + "\nquorum none")))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Policy.parse(file("log " + LOG.verifier() + "\nquorum none")))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void takesAPostQuantumKeyForALogsAndNeverForTwoParties() {
        SigningKey quantum = SigningKey.generate(
                new KeyName(CHECKPOINT.origin()), KeyKind.ML_DSA_44_COSIGNATURE, new SecureRandom());
        Policy policy = Policy.parse(
                ("log " + quantum.verifier() + "\nwitness w " + WITNESSES.get(0).verifier() + "\nquorum w")
                        .getBytes(StandardCharsets.UTF_8));
        NoteSignature own = quantum.cosign(CHECKPOINT, Instant.EPOCH);
        NoteSignature seen = WITNESSES.get(0).cosign(CHECKPOINT, Instant.EPOCH);

        assertThat(policy.judge(SignedCheckpoint.of(new SignedNote(CHECKPOINT.text(), List.of(own, seen)))))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(policy.judge(SignedCheckpoint.of(new SignedNote(CHECKPOINT.text(), List.of(own)))))
                .isEqualTo(refused(Verdict.Reason.QUORUM_NOT_MET));
        assertThat(policy.judge(SignedCheckpoint.of(new SignedNote(CHECKPOINT.text(), List.of(seen)))))
                .isEqualTo(refused(Verdict.Reason.UNKNOWN_LOG));
    }

    @Test
    void readsCommentsBlanksAndUrls() {
        Policy policy =
                Policy.parse(("  # trust\n\n\t log\t" + LOG.verifier() + "  https://ledger.example/ \nquorum none")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(policy.logs().get(0).url()).contains("https://ledger.example/");
        assertThat(policy.isMetBy(Set.of())).isTrue();
    }

    private static Verdict judge(String rules, SignedCheckpoint signed) {
        return Policy.parse(file(rules)).judge(signed);
    }

    private static Verdict refused(Verdict.Reason reason) {
        return new Verdict.Refused(reason);
    }

    private static byte[] file(String rules) {
        StringBuilder text = new StringBuilder("log " + LOG.verifier() + "\n");
        for (SigningKey witness : WITNESSES) {
            String name = witness.verifier().name().value();
            text.append("witness ")
                    .append(name, 0, 1)
                    .append(' ')
                    .append(witness.verifier())
                    .append('\n');
        }
        return text.append(rules).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static SignedCheckpoint signed(List<SigningKey> logs, int... witnesses) {
        List<NoteSignature> signatures = new ArrayList<>();
        logs.forEach(log -> signatures.add(log.sign(CHECKPOINT.text())));
        for (int witness : witnesses) {
            signatures.add(WITNESSES.get(witness).cosign(CHECKPOINT, Instant.ofEpochSecond(1_800_000_000)));
        }
        return SignedCheckpoint.of(new SignedNote(CHECKPOINT.text(), signatures));
    }

    private static SigningKey witness(String name) {
        return SigningKey.generate(
                new KeyName(name + ".example/witness"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
    }
}
