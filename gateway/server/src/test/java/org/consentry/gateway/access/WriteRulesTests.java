package org.consentry.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRulesTests {
    private static final OrganizationId A = new OrganizationId("hospital-a");
    private static final OrganizationId B = new OrganizationId("hospital-b");
    private static final Caller.Member MEMBER_B =
            new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/*.cruds"));

    @Test
    void refusesAMemberThatReplacesWhatAnotherContributed() {
        WriteDecision decision = WriteRules.decide(MEMBER_B, update("Observation", A, "p1", "p1"), standing());

        assertThat(decision).isEqualTo(refused(ProblemKind.FORBIDDEN, "This id is not open to this caller"));
    }

    @Test
    void refusesMovingAResourceToAnotherPatient() {
        WriteDecision decision = WriteRules.decide(MEMBER_B, update("Observation", B, "p1", "p2"), broughtIn());

        assertThat(decision).isEqualTo(refused(ProblemKind.FORBIDDEN, "A resource stays with its patient"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AuditEvent", "Subscription"})
    void refusesWhatTheGatewayAloneWrites(String type) {
        WriteDecision decision = WriteRules.decide(MEMBER_B, create(type, Optional.empty()), standing());

        assertThat(decision).isInstanceOf(WriteDecision.Refused.class);
    }

    @Test
    void refusesAMemberThatEntersAnotherIntoTheDirectory() {
        WriteIntent intent = update("Organization", A, null, null);

        assertThat(WriteRules.decide(MEMBER_B, intent, standing())).isInstanceOf(WriteDecision.Refused.class);
    }

    /** A role in a hospital opens what patients allowed the hospital: whoever has one could pass it on. */
    @ParameterizedTest
    @ValueSource(strings = {"PractitionerRole", "Organization", "OrganizationAffiliation", "Endpoint"})
    void letsNobodyInPersonSayWhoBelongsToAMember(String type) {
        Caller.PractitionerUser doctor =
                new Caller.PractitionerUser("account", "doc", B, "console", Scopes.parse("user/*.cruds"), Set.of());

        assertThat(WriteRules.decide(doctor, create(type, Optional.empty()), standing()))
                .isEqualTo(refused(ProblemKind.FORBIDDEN, "The member's own system says who belongs to it"));
    }

    @Test
    void refusesWhatTheScopesDoNotCover() {
        Caller.Member reader = new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/*.rs"));

        assertThat(WriteRules.decide(reader, create("Observation", Optional.of("p1")), broughtIn()))
                .isEqualTo(refused(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction"));
    }

    @ParameterizedTest(name = "a grant to {0}: create {1}, update another's {2}")
    @CsvSource({"ACCESS, false, false", "USE, true, false", "CORRECT, false, true", "DISCLOSE, false, false"})
    void keepsReadingAddingAndCorrectingApart(GrantedAction action, boolean creates, boolean updates) {
        WriteRules.Standing standing = new WriteRules.Standing(List.of(grant(action)), false);

        WriteDecision created = WriteRules.decide(MEMBER_B, create("Observation", Optional.of("p1")), standing);
        WriteDecision updated = WriteRules.decide(MEMBER_B, update("Observation", A, "p1", "p1"), standing);

        assertThat(created instanceof WriteDecision.Allowed).isEqualTo(creates);
        assertThat(updated instanceof WriteDecision.Allowed).isEqualTo(updates);
    }

    @Test
    void doesNotStretchAGrantToAnotherType() {
        WriteRules.Standing standing = new WriteRules.Standing(List.of(grant(GrantedAction.USE)), false);

        assertThat(WriteRules.decide(MEMBER_B, create("Condition", Optional.of("p1")), standing))
                .isInstanceOf(WriteDecision.Refused.class);
    }

    @Test
    void letsAMemberAddToThePatientsItBroughtIn() {
        assertThat(WriteRules.decide(MEMBER_B, create("Observation", Optional.of("p1")), broughtIn()))
                .isInstanceOf(WriteDecision.Allowed.class);
    }

    @Test
    void keepsTheOperatorOutOfRecords() {
        Caller.Operator operator = new Caller.Operator("operator", Scopes.parse("system/*.cruds"));

        assertThat(WriteRules.decide(operator, create("Organization", Optional.empty()), standing()))
                .isInstanceOf(WriteDecision.Allowed.class);
        assertThat(WriteRules.decide(operator, create("Observation", Optional.of("p1")), standing()))
                .isInstanceOf(WriteDecision.Refused.class);
    }

    @Test
    void letsNoPatientWriteTheRecordDirectly() {
        Caller.PatientUser patient = new Caller.PatientUser("s", "p1", "P", "portal", Scopes.parse(""));

        assertThat(WriteRules.decide(patient, create("Observation", Optional.of("p1")), standing()))
                .isInstanceOf(WriteDecision.Refused.class);
    }

    private static WriteDecision refused(ProblemKind kind, String reason) {
        return new WriteDecision.Refused(kind, reason);
    }

    private static WriteIntent create(String type, Optional<String> patient) {
        return WriteIntent.creation(type, Optional.empty(), patient);
    }

    private static WriteIntent update(
            String type,
            OrganizationId source,
            @org.jspecify.annotations.Nullable String before,
            @org.jspecify.annotations.Nullable String after) {
        return new WriteIntent(
                Interaction.UPDATE,
                type,
                Optional.of("x"),
                new WriteIntent.Target.Current(source, Optional.ofNullable(before)),
                Optional.ofNullable(after),
                Optional.empty(),
                !java.util.Objects.equals(before, after),
                Optional.empty());
    }

    private static WriteRules.Standing standing() {
        return new WriteRules.Standing(List.of(), false);
    }

    private static WriteRules.Standing broughtIn() {
        return new WriteRules.Standing(List.of(), true);
    }

    private static Grant grant(GrantedAction action) {
        return new Grant(
                "c1",
                "p1",
                B,
                "account",
                Set.of("TREAT"),
                Set.of("Observation"),
                Set.of(action),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-02-01T00:00:00Z"));
    }
}
