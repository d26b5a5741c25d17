package org.consentry.gateway.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.signature.SignatureFinding;
import org.consentry.gateway.proof.signature.SignatureFinding.Role;
import org.consentry.gateway.proof.signature.SignatureFinding.State;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AuthorSignatureTests {
    private static final OrganizationId HOSPITAL = new OrganizationId("hospital-a");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ResourceId ANNA = ResourceId.parse("Patient/anna");
    private static final String BUNDLE = """
            {"resourceType":"Bundle","id":"shipment-1","type":"transaction","entry":[
              {"fullUrl":"http://localhost:8080/fhir/Patient/anna",
               "resource":{"resourceType":"Patient","id":"anna","active":true},
               "request":{"method":"PUT","url":"Patient/anna"}},
              {"fullUrl":"http://localhost:8080/fhir/Patient/bert",
               "resource":{"resourceType":"Patient","id":"bert","active":true},
               "request":{"method":"PUT","url":"Patient/bert"}}]}
            """;

    private final ProofFixture proofs = new ProofFixture();
    private final MemberPen pen = new MemberPen(HOSPITAL);

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void refusesABundleThatWasChangedAfterItWasSigned() {
        proofs.members.register(HOSPITAL, pen.key());
        String changed = pen.signed(BUNDLE).replace("\"active\":true", "\"active\":false");

        refuses(changed, "Bundle.signature", "the signature is not over this Bundle");
        assertThat(proofs.store.records.current(ANNA, new Visibility.Everything()))
                .isEmpty();
    }

    @Test
    void refusesAKeyThatNobodyRegisteredAndOneOfAnotherMember() {
        refuses(pen.signed(BUNDLE), "Bundle.signature", "has not registered a signing key");

        proofs.members.register(new OrganizationId("hospital-b"), pen.key());

        refuses(pen.signed(BUNDLE), "Bundle.signature", "has not registered a signing key");
    }

    @Test
    void refusesARetiredKeyAndStillVerifiesWhatItSignedBefore() {
        proofs.members.register(HOSPITAL, pen.key());
        submit(pen.signed(BUNDLE));
        proofs.members.retire(HOSPITAL, pen.key());

        refuses(pen.signed(BUNDLE), "Bundle.signature", "has not registered a signing key");
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"reference\":\"Organization/hospital-a\"|\"reference\":\"Organization/hospital-b\"|Bundle.signature.who",
                "\"type\":[{|\"kind\":[{|Bundle.signature.type",
                "application/jose|application/jwt|Bundle.signature",
                "canonicalization/json#document|canonicalization/json|Bundle.signature",
                "\"data\":\"|\"data\":\"*|Bundle.signature",
                "\"data\":|\"blob\":|Bundle.signature",
            })
    void refusesASignatureThatIsNotInForm(String part, String replacement, String place) {
        proofs.members.register(HOSPITAL, pen.key());
        String signed = pen.signed(BUNDLE);
        assertThat(signed).contains(part);

        refuses(signed.replace(part, replacement), place, "");
    }

    @Test
    void refusesWhatIsNoSignatureAtAll() {
        for (String element : List.of("\"x\"", "null", "[]", "7")) {
            String json =
                    BUNDLE.replace("\"type\":\"transaction\"", "\"type\":\"transaction\",\"signature\":" + element);

            assertThatThrownBy(() -> submit(json))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.MALFORMED));
        }
        refuses(
                BUNDLE.replace("\"type\":\"transaction\"", "\"type\":\"transaction\",\"signature\":{}"),
                "Bundle.signature",
                "");
    }

    @Test
    void refusesASignatureFromTheFuture() {
        proofs.members.register(HOSPITAL, pen.key());

        refuses(pen.signed(BUNDLE, Instant.now().plus(1, ChronoUnit.HOURS)), "Bundle.signature.when", "future");
    }

    @Test
    void refusesContentWithoutACanonicalForm() {
        proofs.members.register(HOSPITAL, pen.key());
        String signed = pen.signed(BUNDLE).replace("\"active\":true", "\"active\":9007199254740993");

        refuses(signed, "Bundle.signature", "canonical");
    }

    @Test
    void asksThoseWhoMustSignToSign() {
        Submissions strict = proofs.submissions(HOSPITAL.value());
        proofs.members.register(HOSPITAL, pen.key());

        assertThatThrownBy(() -> submit(strict, BUNDLE)).hasMessageContaining("signs what it hands in");
        assertThatThrownBy(() -> strict.change(
                        new Submissions.Asked.Create("Patient", "{}".getBytes(UTF_8), Optional.empty()),
                        author(),
                        new Visibility.Everything(),
                        intents -> {}))
                .hasMessageContaining("transactions");
        submit(strict, pen.signed(BUNDLE));
        submit(proofs.submissions("hospital-b"), BUNDLE);
    }

    @Test
    void findsThatTheSignatureInAnyProvenanceWasExchanged() {
        proofs.members.register(HOSPITAL, pen.key());
        Submissions.Submitted first = submit(pen.signed(BUNDLE));
        // A true signature of the same hospital over another bundle.
        Submissions.Submitted second = submit(pen.signed(BUNDLE.replace("true", "false")));
        ResourceId asked = ResourceId.parse("Provenance/" + first.bundleId());

        for (String provenance : List.of(first.bundleId(), first.bundleId() + ".1")) {
            JsonNode own = signatures(provenance).get(1);
            exchange(provenance, signatures(second.bundleId()).get(1));

            assertThat(proofs.verifier(proofs.authority()).verify(asked))
                    .isInstanceOfSatisfying(Verdict.BadSignature.class, bad -> assertThat(bad.where())
                            .isEqualTo("Provenance/" + provenance));
            exchange(provenance, own);
        }
        assertThat(proofs.verifier(proofs.authority()).verify(asked)).isInstanceOf(Verdict.Sound.class);
    }

    private void exchange(String provenance, JsonNode element) {
        ObjectNode json = (ObjectNode) JSON.readTree(stored(provenance));
        json.withArray("signature").set(1, element);
        proofs.jdbc
                .sql("UPDATE resource SET codec = 0, body = :body WHERE id = :id")
                .param("body", json.toString().getBytes(UTF_8))
                .param("id", provenance)
                .update();
    }

    @Test
    void findsThatTheDigestOfWhatWasSignedWasExchangedOrTakenAway() {
        proofs.members.register(HOSPITAL, pen.key());
        submit(pen.signed(BUNDLE));

        proofs.jdbc
                .sql("UPDATE proof_author_signature SET signed = sha256(signed)")
                .update();
        assertThat(states(verdict())).containsExactly(State.OK, State.BAD_SIGNATURE);
        proofs.jdbc.sql("DELETE FROM proof_author_signature").update();
        assertThat(verdict()).isInstanceOf(Verdict.Altered.class);
    }

    @Test
    void saysWhenTheAuthorsKeyIsNotKnownAnyMore() {
        proofs.members.register(HOSPITAL, pen.key());
        submit(pen.signed(BUNDLE));
        proofs.members.forget();

        assertThat(verdict()).isInstanceOf(Verdict.UnknownKey.class);
        assertThat(states(verdict())).containsExactly(State.OK, State.UNKNOWN_KEY);
    }

    @Test
    void keepsBothSignaturesInEveryProvenanceAndOnTheLedger() {
        proofs.members.register(HOSPITAL, pen.key());
        String signed = pen.signed(BUNDLE);
        Submissions.Submitted submitted = submit(signed);

        for (String provenance : List.of(submitted.bundleId(), submitted.bundleId() + ".1")) {
            JsonNode signatures = signatures(provenance);
            assertThat(signatures).hasSize(3);
            assertThat(signatures.get(0).at("/who/reference").asString())
                    .isEqualTo(OrganizationId.AUTHORITY.reference());
            assertThat(signatures.get(1)).isEqualTo(JSON.readTree(signed).get("signature"));
            assertThat(signatures.get(2).path("sigFormat").asString()).isEqualTo(ProvenanceJson.RECEIPT_FORMAT);
        }
        Entry entry = proofs.reader.entry(0).orElseThrow().entry();
        assertThat(entry.author())
                .contains(new Signer(
                        pen.key().thumbprint().value(),
                        Hash.sha256(MemberPen.jwsOf(signed).getBytes(UTF_8))));
        assertThat(entry.signer()).isPresent();
        Verdict.Sound sound = (Verdict.Sound) verdict();
        assertThat(sound.signatures()).extracting(SignatureFinding::role).containsExactly(Role.AUTHORITY, Role.AUTHOR);
        assertThat(states(sound)).containsOnly(State.OK);
        assertThat(sound.receipt()).isPresent();
    }

    @Test
    void takesUnsignedBundlesAsBefore() {
        Submissions.Submitted submitted = submit(BUNDLE);

        assertThat(signatures(submitted.bundleId())).hasSize(2);
        assertThat(proofs.reader.entry(0).orElseThrow().entry().author()).isEmpty();
        assertThat(states(verdict())).containsExactly(State.OK);
    }

    private void refuses(String json, String place, String rule) {
        assertThatThrownBy(() -> submit(json)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(ProblemKind.UNPROCESSABLE);
            assertThat(problem.expression()).isEqualTo(place);
            assertThat(problem.text()).contains(rule);
        });
    }

    private Submissions.Submitted submit(String json) {
        return submit(proofs.submissions(), json);
    }

    private Submissions.Submitted submit(Submissions submissions, String json) {
        Submissions.Submitted submitted =
                submissions.submit(json.getBytes(UTF_8), author(), new Visibility.Everything(), intents -> {});
        proofs.publish();
        return submitted;
    }

    private static Author author() {
        return new Author(HOSPITAL, "ehr-hospital-a", Author.Kind.SUBMISSION);
    }

    private Verdict verdict() {
        return proofs.verifier(proofs.authority()).verify(ANNA);
    }

    private static List<State> states(Verdict verdict) {
        List<SignatureFinding> findings =
                switch (verdict) {
                    case Verdict.Sound sound -> sound.signatures();
                    case Verdict.BadSignature bad -> bad.signatures();
                    case Verdict.UnknownKey unknown -> unknown.signatures();
                    default -> List.of();
                };
        return findings.stream().map(SignatureFinding::state).toList();
    }

    private JsonNode signatures(String provenance) {
        return JSON.readTree(stored(provenance)).path("signature");
    }

    private byte[] stored(String provenance) {
        return proofs.store
                .records
                .current(ResourceId.parse("Provenance/" + provenance), new Visibility.Everything())
                .orElseThrow()
                .json();
    }
}
