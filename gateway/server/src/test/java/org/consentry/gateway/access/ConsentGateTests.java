package org.consentry.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;

class ConsentGateTests {
    private static final OrganizationId B = new OrganizationId("hospital-b");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
    private static final Caller.Member MEMBER = new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/*.cruds"));

    private static final Caller.PractitionerUser DOCTOR =
            new Caller.PractitionerUser("subject", "doctor", B, "console", Scopes.parse("user/*.rs"));

    private final MemoryGrants grants = new MemoryGrants();
    private final Map<String, OrganizationId> sources = new HashMap<>();
    private boolean active = true;
    private ProviderWatch.Hearing hearing = ProviderWatch.Hearing.HEARD;

    @Test
    void closesEveryGrantWhileRevocationsAreOutOfHearing() {
        grants.add(grant(GrantedAction.ACCESS));
        hearing = ProviderWatch.Hearing.DEAF;

        assertThatThrownBy(() -> gate(START).visibility(MEMBER, search("Observation")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.BUSY));
    }

    @Test
    void endsAllAccessOfAPractitionerWhoseRoleWasSwitchedOff() {
        grants.add(grant(GrantedAction.ACCESS));
        active = false;

        assertThatThrownBy(() -> gate(START).visibility(DOCTOR, search("Observation")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no longer acts");
    }

    @Test
    void supposesNothingOfWhomItNeverAsked() {
        grants.add(grant(GrantedAction.ACCESS));

        assertThat(gate(START).supposed(MEMBER, search("Observation"))).isEmpty();
    }

    @Test
    void supposesWhatItSaidLast() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        Visibility said = gate.visibility(MEMBER, search("Observation"));

        Supposed supposed = gate.supposed(MEMBER, search("Observation")).orElseThrow();

        assertThat(supposed.view()).isEqualTo(said);
        assertThat(supposed.holds()).isEqualTo(new Supposition("same", List.of("c1")));
    }

    /** What a home hospital has of its own patient, while nobody asked her for anything. */
    @Test
    void supposesThatNothingWasEverGranted() {
        ConsentGate gate = gate(START);
        Visibility said = gate.visibility(MEMBER, search("Observation"));

        Supposed supposed = gate.supposed(MEMBER, search("Observation")).orElseThrow();

        assertThat(supposed.view()).isEqualTo(said);
        assertThat(supposed.holds().sql()).isEqualTo("never");
    }

    /** Whoever lost a grant is told so, with a record of it: never on a supposition. */
    @Test
    void supposesNothingOfWhomTheGrantHasEnded() {
        grants.add(grant(GrantedAction.ACCESS));
        assertThat(grants.revoke("p1", "c1", START)).isPresent();
        sources.put("p1", B);
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(MEMBER, search("Observation"))).isInstanceOf(Visibility.Limited.class);

        assertThat(gate.supposed(MEMBER, search("Observation"))).isEmpty();
    }

    @Test
    void supposesNothingForAnotherPurposeThanWasGranted() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(MEMBER, search("Observation"))).isInstanceOf(Visibility.Limited.class);

        assertThat(gate.supposed(MEMBER.statingPurposes(Set.of("HPAYMT")), search("Observation")))
                .isEmpty();
        assertThat(gate.supposed(MEMBER.statingPurposes(Set.of("TREAT")), search("Observation")))
                .isPresent();
    }

    @Test
    void supposesNothingWhileRevocationsAreOutOfHearing() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(MEMBER, search("Observation"))).isInstanceOf(Visibility.Limited.class);
        hearing = ProviderWatch.Hearing.DEAF;

        assertThat(gate.supposed(MEMBER, search("Observation"))).isEmpty();
    }

    @Test
    void supposesForOneReaderNothingThatItSaidToAnother() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(MEMBER, search("Observation"))).isInstanceOf(Visibility.Limited.class);

        assertThat(gate.supposed(DOCTOR, search("Observation"))).isEmpty();
    }

    @Test
    void supposesOfAPractitionerThatTheRoleStands() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(DOCTOR, search("Observation"))).isInstanceOf(Visibility.Limited.class);

        assertThat(gate.supposed(DOCTOR, search("Observation")).orElseThrow().holds())
                .isEqualTo(new Supposition("same AND active", List.of("c1", "doctor")));
    }

    @Test
    void supposesNoWiderThanTheScopesOfThisToken() {
        grants.add(grant(GrantedAction.ACCESS));
        ConsentGate gate = gate(START);
        assertThat(gate.visibility(MEMBER, search("Observation"))).isInstanceOf(Visibility.Limited.class);
        Caller.Member narrow = new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/Observation.rs"));

        assertThat(gate.supposed(narrow, search("Observation"))
                        .orElseThrow()
                        .view()
                        .reach())
                .isEqualTo(Reach.ofTypes(Set.of("Observation")));
        assertThatThrownBy(() -> gate.supposed(narrow, search("Condition"))).isInstanceOf(Problem.class);
    }

    @Test
    void refusesAPurposeForWhichNothingWasGranted() {
        grants.add(grant(GrantedAction.ACCESS));

        assertThatThrownBy(
                        () -> gate(START).visibility(MEMBER.statingPurposes(Set.of("HPAYMT")), search("Observation")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("purpose");
    }

    @Test
    void opensByTheStatedPurpose() {
        grants.add(grant(GrantedAction.ACCESS));

        Visibility visibility = gate(START).visibility(MEMBER.statingPurposes(Set.of("TREAT")), search("Observation"));

        assertThat(((Visibility.Limited) visibility).windows()).hasSize(1);
    }

    @Test
    void doesNotLetAnotherDoctorReadByADoctorsGrant() {
        grants.add(toDoctor("another"));

        assertThat(((Visibility.Limited) gate(START).visibility(DOCTOR, search("Observation", Optional.empty())))
                        .windows())
                .isEmpty();
        grants.add(toDoctor("doctor"));
        assertThat(((Visibility.Limited) gate(START).visibility(DOCTOR, search("Observation", Optional.empty())))
                        .windows())
                .hasSize(1);
    }

    @Test
    void keepsTheFilterOfAGranularScope() {
        Caller.Member narrow = new Caller.Member(
                B, "ehr-hospital-b", Scopes.parse("system/Observation.rs?category=http://c|laboratory"));

        Visibility visibility = gate(START).visibility(narrow, search("Observation", Optional.empty()));

        Reach reach = ((Visibility.Limited) visibility).reach();
        assertThat(reach.all()).isFalse();
        assertThat(reach.types()).isEmpty();
        assertThat(reach.filters("Observation")).hasSize(1);
        assertThatThrownBy(() -> gate(START).visibility(narrow, search("Condition", Optional.empty())))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aHomeHospitalKeepsItsOwnPatientWhenAGrantHasEnded() {
        grants.add(grant(GrantedAction.ACCESS));
        assertThat(grants.revoke("p1", "c1", START)).isPresent();
        sources.put("p1", B);

        Visibility visibility = gate(START).visibility(MEMBER, search("Observation"));

        assertThat(((Visibility.Limited) visibility).own()).contains(B);
        assertThat(((Visibility.Limited) visibility).windows()).isEmpty();
    }

    @Test
    void tellsAFormerReaderThatItsAccessHasEnded() {
        grants.add(grant(GrantedAction.ACCESS));
        assertThat(grants.revoke("p1", "c1", START)).isPresent();

        assertThatThrownBy(() -> gate(START).visibility(MEMBER, search("Observation")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.FORBIDDEN));
    }

    @Test
    void refusesAtTheVeryInstantOfExpiry() {
        grants.add(grant(GrantedAction.ACCESS));

        assertThat(windows(gate(END.minusMillis(1)))).hasSize(1);
        assertThatThrownBy(() -> windows(gate(END))).isInstanceOf(Problem.class);
    }

    @Test
    void doesNotTellAStrangerThatThePatientExists() {
        assertThat(windows(gate(START))).isEmpty();
    }

    @Test
    void opensNoWindowByAGrantThatAllowsOnlyAdding() {
        grants.add(grant(GrantedAction.USE));

        assertThatThrownBy(() -> windows(gate(START))).isInstanceOf(Problem.class);
    }

    @Test
    void refusesAnalystsEveryIdentifiedRecord() {
        Caller.Analyst analyst = new Caller.Analyst("analyst", Scopes.parse("system/*.rs"));

        assertThatThrownBy(() -> gate(START).visibility(analyst, search("Patient")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("de-identified");
    }

    @Test
    void refusesATypeThatTheScopesDoNotCover() {
        Caller.Member narrow = new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/Observation.rs"));

        assertThatThrownBy(() -> gate(START).visibility(narrow, search("Condition")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("scopes");
    }

    @Test
    void doesNotLetAnIncludeWidenTheScopes() {
        Caller.Member narrow =
                new Caller.Member(B, "ehr-hospital-b", Scopes.parse("system/Observation.rs system/Patient.r"));

        Visibility visibility = gate(START).visibility(narrow, search("Observation"));

        assertThat(((Visibility.Limited) visibility).reach().types()).containsExactly("Observation");
    }

    @Test
    void showsAPatientTheOwnRecordAndNoOther() {
        Caller.PatientUser patient = new Caller.PatientUser("s", "p1", "P", "portal", Scopes.parse(""));

        Visibility visibility = gate(START).visibility(patient, search("Observation"));

        assertThat(visibility)
                .isEqualTo(new Visibility.Limited(Optional.empty(), java.util.List.of(Window.self("p1"))));
    }

    @Test
    void showsAMemberWhatItContributedAndWhatWasGranted() {
        grants.add(grant(GrantedAction.ACCESS));

        Visibility visibility = gate(START).visibility(MEMBER, search("Observation"));

        assertThat(visibility)
                .isEqualTo(new Visibility.Limited(
                        Optional.of(B),
                        java.util.List.of(grant(GrantedAction.ACCESS).window())));
    }

    private java.util.List<Window> windows(AccessGate gate) {
        return ((Visibility.Limited) gate.visibility(MEMBER, search("Observation"))).windows();
    }

    private ConsentGate gate(Instant now) {
        return new ConsentGate(
                grants,
                ids -> sources,
                (type, id, visibility) -> false,
                memberships(),
                (caller, intent) -> {},
                () -> hearing,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private Memberships memberships() {
        return new Memberships() {
            @Override
            public boolean isMember(OrganizationId organization) {
                return true;
            }

            @Override
            public List<OrganizationId> organizationsOf(String practitionerId) {
                return List.of();
            }

            @Override
            public void changed() {
                // Nothing is remembered.
            }

            @Override
            public boolean isActive(Reader reader) {
                return active;
            }

            @Override
            public Supposition active(Reader reader) {
                return new Supposition("active", List.of(reader.practitioner().orElse("")));
            }

            @Override
            public boolean belongs(Reader reader, String group) {
                return false;
            }
        };
    }

    private static ReadIntent search(String type) {
        return search(type, Optional.of("p1"));
    }

    private static ReadIntent search(String type, Optional<String> patient) {
        return new ReadIntent(ReadIntent.Kind.SEARCH, Optional.of(type), Optional.empty(), patient);
    }

    private static Grant toDoctor(String practitioner) {
        return new Grant(
                "c-" + practitioner,
                "p1",
                B,
                Set.of("Practitioner/" + practitioner),
                "account",
                Set.of("TREAT"),
                Set.of(GrantedAction.ACCESS),
                Slice.ofTypes(Set.of("Observation")),
                java.util.List.of(),
                START,
                END);
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
                START,
                END);
    }
}
