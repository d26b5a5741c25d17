package org.consentry.gateway.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.SignatureFinding;
import org.consentry.gateway.proof.signature.SignatureFinding.Role;
import org.consentry.gateway.proof.signature.SignatureFinding.State;
import org.consentry.gateway.record.ResourceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles that are stored as such and carry a signature of their own. */
class ContentSignatureTests {
    private static final OrganizationId HOSPITAL = new OrganizationId("hospital-a");
    private static final OrganizationId OTHER = new OrganizationId("hospital-b");
    private static final ResourceId DOCUMENT = ResourceId.parse("Bundle/letter");
    private static final String BUNDLE = """
            {"resourceType":"Bundle","id":"draft-7","type":"document","timestamp":"2026-11-20T08:00:00Z","entry":[
              {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Composition","title":"Discharge é","status":"final"}},
              {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Observation","valueQuantity":{"value":1.50}}}]}
            """;

    private final ProofFixture proofs = new ProofFixture();
    private final MemberPen pen = new MemberPen(HOSPITAL);

    @AfterEach
    void close() {
        proofs.close();
    }

    @ParameterizedTest(name = "{0} instead of {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.50|1.51|BAD_SIGNATURE",
                "Discharge|Discharged|BAD_SIGNATURE",
                "\"type\":\"document\"|\"type\":\"collection\"|BAD_SIGNATURE",
                "Organization/hospital-a|Organization/hospital-b|UNKNOWN_KEY",
                "Organization/hospital-a|Organization/nobody|UNKNOWN_KEY",
                "Organization/hospital-a|Organization/authority|UNKNOWN_KEY",
                "\"when\":\"20|\"when\":\"21|BAD_SIGNATURE",
                "application/jose|application/signature+xml|NOT_CHECKED",
                "\"data\":\"|\"data\":\"*|BAD_SIGNATURE",
                "\"data\":|\"blob\":|BAD_SIGNATURE",
            })
    void findsWhatDoesNotHold(String part, String replacement, State state) {
        proofs.members.register(HOSPITAL, pen.key());
        String signed = pen.signed(BUNDLE);
        assertThat(signed).contains(part);

        assertThat(stored(signed.replace(part, replacement))).isEqualTo(state);
    }

    @Test
    void knowsNoKeyOfAnotherMemberAndKeepsARetiredOne() {
        proofs.members.register(OTHER, pen.key());
        assertThat(stored(pen.signed(BUNDLE))).isEqualTo(State.UNKNOWN_KEY);

        proofs.members.register(HOSPITAL, pen.key());
        proofs.members.retire(HOSPITAL, pen.key());
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void tellsABadSignatureFromContentThatWasChangedInTheStore() {
        proofs.members.register(HOSPITAL, pen.key());
        stored(pen.signed(BUNDLE));
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);

        String json = pen.signed(BUNDLE.replace("1.50", "9.50"));
        proofs.jdbc
                .sql("UPDATE resource SET codec = 0, body = :body WHERE id = 'letter'")
                .param("body", json.getBytes(UTF_8))
                .update();
        assertThat(verdict()).isInstanceOf(Verdict.Altered.class);
    }

    @Test
    void doesNotBlameASignerForContentThatWasSealed() {
        proofs.members.register(HOSPITAL, pen.key());
        String sealed = pen.signed(BUNDLE)
                .replace(
                        "\"title\":\"Discharge",
                        "\"extension\":[{\"url\":\"https://consentry.org/fhir/StructureDefinition/attachment-sha256\"}],"
                                + "\"title\":\"Discharge");

        assertThat(stored(sealed)).isEqualTo(State.NOT_CHECKED);
    }

    @Test
    void holdsWhereverTheBundleIsStoredAndWhoeverStoredIt() {
        proofs.members.register(HOSPITAL, pen.key());

        assertThat(stored(pen.signed(BUNDLE))).isEqualTo(State.OK);
        proofs.store.put(OTHER, "Bundle/forwarded", pen.signed(BUNDLE));
        Verdict forwarded = proofs.verifier(proofs.authority()).verify(ResourceId.parse("Bundle/forwarded"));
        assertThat(forwarded).isInstanceOfSatisfying(Verdict.Sound.class, sound -> assertThat(sound.signatures())
                .contains(new SignatureFinding(
                        Role.CONTENT, pen.key().thumbprint().value(), State.OK)));
    }

    @Test
    void saysNothingOfABundleWithoutSignature() {
        proofs.store.put("Bundle/letter", BUNDLE);

        assertThat(((Verdict.Sound) verdict()).signatures())
                .extracting(SignatureFinding::role)
                .containsExactly(Role.AUTHORITY);
    }

    private State stored(String json) {
        proofs.store.put("Bundle/letter", json);
        Verdict verdict = verdict();
        List<SignatureFinding> findings =
                switch (verdict) {
                    case Verdict.Sound sound -> sound.signatures();
                    case Verdict.BadSignature bad -> bad.signatures();
                    case Verdict.UnknownKey unknown -> unknown.signatures();
                    case Verdict.Altered altered -> List.of();
                    case Verdict.Unsigned unsigned -> List.of();
                };
        SignatureFinding last = findings.getLast();
        assertThat(last.role()).isEqualTo(Role.CONTENT);
        assertThat(verdict instanceof Verdict.Sound)
                .isEqualTo(last.state() == State.OK || last.state() == State.NOT_CHECKED);
        return last.state();
    }

    private Verdict verdict() {
        return proofs.verifier(proofs.authority()).verify(DOCUMENT);
    }
}
