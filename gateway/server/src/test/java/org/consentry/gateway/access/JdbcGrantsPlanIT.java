package org.consentry.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a decision costs does not depend on how many grants there are: every question is an index's, never a walk through
 * the table. {@code -Dconsentry.grants=1000000} fills as many and prints what a question takes among them.
 */
class JdbcGrantsPlanIT {
    private static final int GRANTS = Integer.getInteger("consentry.grants", 20_000);
    private static final int PATIENTS_OF_READER = 100;
    private static final int QUESTIONS = 500;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final OrganizationId READER = new OrganizationId("reader-7");
    private static final Grants.Standing NEVER = new Grants.Standing(List.of(), false, List.of());

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

    /** Every tenth was revoked, every tenth is over, every tenth is a group's; some readers hold as many as hospitals do. */
    private static void fill(int from, int to) {
        jdbc.sql(
                        "INSERT INTO consent_grant (patient_id, consent_id, reader, actors, account, purposes, types, actions, "
                                + "withheld, slices, starts, ends, revoked, granted_until) SELECT 'patient-' || i, 'consent-' || i, "
                                + "'reader-' || (i / :each), CASE WHEN i % 10 = 3 THEN ARRAY['Group/g-' || (i % 500)] END, "
                                + "'account-' || i, '{TREAT}', '{Observation}', '{access}', '{}', "
                                + "'{\"permitted\":{\"types\":[\"Observation\"]},\"except\":[]}', "
                                + "'2026-01-01', CASE WHEN i % 10 = 2 THEN timestamptz '2026-02-01' ELSE '2026-12-01' END, "
                                + "CASE WHEN i % 10 = 1 THEN timestamptz '2026-03-01' END, '2026-12-01' "
                                + "FROM generate_series(:from, :to) AS i")
                .param("each", PATIENTS_OF_READER)
                .param("from", from)
                .param("to", to - 1)
                .update();
        jdbc.sql("INSERT INTO membership (source, group_key, member, active) SELECT 'Group/g-' || g, 'Group/g-' || g, "
                        + "'Practitioner/p-' || g || '-' || m, true FROM generate_series(0, 499) AS g, "
                        + "generate_series(1, 5) AS m ON CONFLICT DO NOTHING")
                .update();
        jdbc.sql("ANALYZE consent_grant").update();
        jdbc.sql("ANALYZE membership").update();
    }

    @Test
    void asksAnIndexHoweverManyGrantsThereAre() {
        fill(0, GRANTS / 10);
        List<Double> few = ask();
        fill(GRANTS / 10, GRANTS);
        long walks = walks();
        List<Double> many = ask();

        System.out.printf(
                Locale.ROOT,
                "grants: %,d of them: one decision p50 %.2f ms, p99 %.2f ms; among %,d: p50 %.2f ms, p99 %.2f ms%n",
                GRANTS / 10,
                at(few, 0.5),
                at(few, 0.99),
                GRANTS,
                at(many, 0.5),
                at(many, 0.99));
        assertThat(walks() - walks).as("walks through the table").isZero();
    }

    /** The questions of a read that names its patient, of one that names none, of a write, of a person in a group. */
    private static List<Double> ask() {
        JdbcMemberships memberships = new JdbcMemberships(jdbc, Clock.fixed(NOW, ZoneOffset.UTC));
        Reader organization = Reader.of(READER);
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            String patient = "patient-" + (700 + i % PATIENTS_OF_READER);
            Reader person = new Reader(READER, Optional.of("p-" + i % 500 + "-1"));
            long began = System.nanoTime();
            grants.standing(organization, patient, NOW, 1_001);
            times.add((System.nanoTime() - began) / 1e6);
            Grants.Standing standing = grants.standing(person, patient, NOW, 1_001);
            assertThat(holds(grants.unchanged(person, patient, NOW, standing)))
                    .isEqualTo(!standing.ever() || !standing.inForce().isEmpty());
            assertThat(holds(grants.unchanged(organization, "nobody", NOW, NEVER)))
                    .isTrue();
            assertThat(holds(memberships.active(person))).isTrue();
            assertThat(grants.inForce(organization, Optional.empty(), NOW, 1_001))
                    .isNotEmpty();
            grants.inForce(person, Optional.empty(), NOW, 1_001);
            grants.held(person, Set.of(patient, "patient-0"), NOW);
            grants.ofPatient(patient, NOW);
            grants.ofAccount("account-700", READER);
            memberships.isActive(person);
        }
        assertThat(grants.expire(Instant.parse("2026-01-15T00:00:00Z"), 20)).isEmpty();
        return times;
    }

    private static boolean holds(Supposition supposition) {
        return new RowReader(new JdbcTemplate(database.dataSource()))
                .list(new Sql().add("SELECT ").add(Sql.of(supposition)), row -> row.getBoolean(1))
                .getFirst();
    }

    private static long walks() {
        jdbc.sql("SELECT pg_stat_force_next_flush()").query().listOfRows();
        return jdbc.sql("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'consent_grant'")
                .query(Long.class)
                .single();
    }

    private static double at(List<Double> times, double share) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
