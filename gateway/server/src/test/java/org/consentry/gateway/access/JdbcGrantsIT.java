package org.consentry.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcGrantsIT {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
    private static final OrganizationId A = new OrganizationId("a");
    private static final OrganizationId B = new OrganizationId("b");
    private static final OrganizationId C = new OrganizationId("c");
    private static TestDatabase database;
    private static JdbcClient jdbc;
    private static JdbcGrants grants;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        jdbc = JdbcClient.create(database.dataSource());
        grants = new JdbcGrants(jdbc);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void keepsEveryPartOfAProvision() {
        Slice permitted = new Slice(
                Set.of("Observation"),
                Set.of(Coded.parse("http://c|laboratory")),
                Set.of(Coded.parse("2345-7")),
                Set.of("R"),
                Set.of("Observation/1"),
                Optional.of(A),
                Optional.of(LocalDate.parse("2026-01-01")),
                Optional.of(LocalDate.parse("2026-02-01")));
        Grant grant = grant("whole", "whole", Set.of("Group/g"), permitted, List.of(Slice.ofTypes(Set.of("Media"))));

        grants.add(grant);

        assertThat(grants.ofConsent("whole", "whole", START)).contains(grant);
    }

    @Test
    void isClosedAtTheVeryInstantOfItsEndAndTakenOnceByTheSweep() {
        grants.add(grant("ends", "ends", Set.of(), Slice.ofTypes(Set.of("Patient")), List.of()));

        assertThat(inForce(Reader.of(B), "ends", END.minusMillis(1))).isEqualTo(1);
        assertThat(inForce(Reader.of(B), "ends", END)).isZero();
        assertThat(grants.expire(END.minusMillis(1), 10)).isEmpty();
        assertThat(grants.expire(END, 10)).extracting(Grant::consentId).contains("ends");
        assertThat(grants.expire(END, 10)).isEmpty();
    }

    @Test
    void givesByAGroupToWhoeverBelongsToItNow() {
        grants.add(grant("er", "er", Set.of("Group/emergency"), Slice.ofTypes(Set.of("Patient")), List.of()));
        Reader doctor = new Reader(B, Optional.of("doctor"));
        assertThat(inForce(doctor, "er", START)).isZero();

        member("Group/emergency", "Practitioner/doctor", true, null);
        assertThat(inForce(doctor, "er", START)).isEqualTo(1);
        assertThat(inForce(new Reader(B, Optional.of("other")), "er", START)).isZero();
        assertThat(inForce(Reader.of(B), "er", START)).isZero();

        jdbc.sql("DELETE FROM membership").update();
        assertThat(inForce(doctor, "er", START)).isZero();
    }

    /** What is remembered of a reader, and what the store says to it after each thing that can happen meanwhile. */
    @Test
    void doesNotHoldWhenAnythingHasChanged() {
        Slice observations = Slice.ofTypes(Set.of("Observation"));
        Reader doctor = new Reader(B, Optional.of("doctor"));
        Grants.Standing never = grants.standing(doctor, "sup", START, 10);
        assertThat(holds(doctor, START, never)).isTrue();

        grants.add(grant("sup-1", "sup", Set.of(), observations, List.of()));
        assertThat(holds(doctor, START, never)).as("granted since").isFalse();
        Grants.Standing one = grants.standing(doctor, "sup", START, 10);
        assertThat(holds(doctor, START, one)).isTrue();
        assertThat(holds(doctor, END.minusMillis(1), one)).isTrue();
        assertThat(holds(doctor, END, one)).as("at its end").isFalse();
        assertThat(holds(doctor, START.minusMillis(1), one))
                .as("before it starts")
                .isFalse();

        grants.add(grant("sup-2", "sup", Set.of("Group/sup"), observations, List.of()));
        assertThat(holds(doctor, START, one)).as("a grant to others").isTrue();
        member("Group/sup", "Practitioner/doctor", true, END.minusSeconds(60));
        assertThat(holds(doctor, START, one)).as("joined the others").isFalse();
        Grants.Standing two = grants.standing(doctor, "sup", START, 10);
        assertThat(two.inForce()).hasSize(2);
        assertThat(holds(doctor, START, two)).isTrue();
        assertThat(holds(doctor, END.minusSeconds(60), two))
                .as("belongs no longer")
                .isFalse();
        assertThat(holds(Reader.of(B), START, two)).as("another reader").isFalse();

        jdbc.sql("UPDATE consent_grant SET ends = ends - interval '1 hour' WHERE consent_id = 'sup-1'")
                .update();
        assertThat(holds(doctor, START, two)).as("its end was drawn nearer").isFalse();
        Grants.Standing nearer = grants.standing(doctor, "sup", START, 10);
        jdbc.sql("UPDATE consent_grant SET types = '{Patient}' WHERE consent_id = 'sup-1'")
                .update();
        assertThat(holds(doctor, START, nearer)).as("written again").isFalse();

        Grants.Standing both = grants.standing(doctor, "sup", START, 10);
        jdbc.sql("DELETE FROM membership").update();
        assertThat(holds(doctor, START, both)).as("left the others").isFalse();
        Grants.Standing last = grants.standing(doctor, "sup", START, 10);
        assertThat(grants.revoke("sup", "sup-1", START)).isPresent();
        assertThat(holds(doctor, START, last)).as("revoked").isFalse();
        assertThat(holds(doctor, START, never)).as("revoked is not never").isFalse();
        jdbc.sql("DELETE FROM consent_grant WHERE patient_id = 'sup'").update();
    }

    /** Ids in the order of Java are those in the order of the database, or what holds would seem not to. */
    @Test
    void holdsForManyGrantsWhateverTheirIds() {
        for (String id : List.of("a", "a-1", "a.1", "A", "B-2", "b", "0", "10", "9")) {
            grants.add(grant(id, "ids", Set.of(), Slice.ofTypes(Set.of("Patient")), List.of()));
        }

        Grants.Standing standing = grants.standing(Reader.of(B), "ids", START, 100);

        assertThat(standing.rows()).hasSize(9);
        assertThat(holds(Reader.of(B), "ids", START, standing)).isTrue();
    }

    @Test
    void knowsWithinAnotherStatementWhetherAPractitionerActs() {
        JdbcMemberships memberships = new JdbcMemberships(jdbc, Clock.fixed(START, ZoneOffset.UTC));
        Reader doctor = new Reader(B, Optional.of("acts"));
        assertThat(holds(memberships.active(doctor))).isTrue();

        member("role:Organization/b", "Practitioner/acts", true, START.plusSeconds(1));
        assertThat(holds(memberships.active(doctor))).isTrue();
        member("off:Organization/b", "Practitioner/acts", true, null);
        assertThat(holds(memberships.active(doctor))).as("switched off").isFalse();
        jdbc.sql("DELETE FROM membership").update();
        member("role:Organization/b", "Practitioner/acts", true, START);
        assertThat(holds(memberships.active(doctor))).as("the role is over").isFalse();
        jdbc.sql("DELETE FROM membership").update();
    }

    private static boolean holds(Reader reader, Instant at, Grants.Standing standing) {
        return holds(reader, "sup", at, standing);
    }

    private static boolean holds(Reader reader, String patient, Instant at, Grants.Standing standing) {
        return holds(grants.unchanged(reader, patient, at, standing));
    }

    private static boolean holds(Supposition supposition) {
        return new RowReader(new JdbcTemplate(database.dataSource()))
                .list(new Sql().add("SELECT ").add(Sql.of(supposition)), row -> row.getBoolean(1))
                .getFirst();
    }

    @Test
    void keepsNetworksApart() {
        grants.add(grant("net", "net", Set.of("Organization/north"), Slice.ofTypes(Set.of("Patient")), List.of()));
        member("Organization/north", "Organization/b", true, null);
        member("Organization/south", "Organization/c", true, null);

        assertThat(inForce(Reader.of(B), "net", START)).isEqualTo(1);
        assertThat(inForce(Reader.of(C), "net", START)).isZero();
        assertThat(grants.held(Reader.of(C), Set.of("net"), START)).isEmpty();
        assertThat(grants.standing(Reader.of(C), "net", START, 10).ever()).isFalse();
        assertThat(grants.standing(Reader.of(B), "net", END, 10))
                .isEqualTo(new Grants.Standing(List.of(), true, List.of()));
        jdbc.sql("DELETE FROM membership").update();
    }

    @Test
    void endsWhatComesByAMembershipWithTheMembership() {
        grants.add(grant("until", "until", Set.of("CareTeam/t"), Slice.ofTypes(Set.of("Patient")), List.of()));
        member("CareTeam/t", "Organization/c", true, START.plusSeconds(60));

        assertThat(inForce(Reader.of(C), "until", START.plusSeconds(59))).isEqualTo(1);
        assertThat(inForce(Reader.of(C), "until", START.plusSeconds(60))).isZero();
        jdbc.sql("DELETE FROM membership").update();
    }

    @Test
    void knowsAPractitionerWhoseRoleIsOff() {
        JdbcMemberships memberships = new JdbcMemberships(jdbc, Clock.fixed(START, ZoneOffset.UTC));
        Reader doctor = new Reader(B, Optional.of("gone"));
        assertThat(memberships.isActive(doctor)).isTrue();

        member("role:Organization/b", "Practitioner/gone", false, null);

        assertThat(memberships.isActive(doctor)).isFalse();
        jdbc.sql("DELETE FROM membership").update();
    }

    private static int inForce(Reader reader, String patient, Instant at) {
        List<Grant> inForce = grants.inForce(reader, Optional.of(patient), at, 10);
        assertThat(grants.standing(reader, patient, at, 10).inForce()).containsExactlyInAnyOrderElementsOf(inForce);
        return inForce.size();
    }

    private static void member(
            String group, String member, boolean active, @org.jspecify.annotations.Nullable Instant ends) {
        jdbc.sql("INSERT INTO membership VALUES (:source, :group, :member, :active, :ends)")
                .param("source", "Group/" + member.hashCode())
                .param("group", group)
                .param("member", member)
                .param("active", active)
                .param("ends", ends == null ? null : Timestamp.from(ends), java.sql.Types.TIMESTAMP)
                .update();
    }

    private static Grant grant(
            String consent, String patient, Set<String> actors, Slice permitted, List<Slice> except) {
        return new Grant(
                consent,
                patient,
                B,
                actors,
                "account",
                Set.of("TREAT"),
                Set.of(GrantedAction.ACCESS),
                permitted,
                except,
                START,
                END);
    }
}
