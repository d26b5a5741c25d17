package org.consentry.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.consent.MembershipRows.Membership;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MembershipRowsTests {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
    private final MembershipRows rows = new MembershipRows(jdbc);

    @AfterEach
    void close() {
        database.close();
    }

    private static Membership member(String source, String member, boolean active) {
        return new Membership(source, source, member, active, Optional.empty(), Optional.empty());
    }

    private List<String> kept() {
        return jdbc.sql("SELECT concat_ws(' ', source, member, active) FROM membership ORDER BY 1")
                .query(String.class)
                .list();
    }

    @Test
    void ofWhatIsSaidTwiceTheLastCounts() {
        rows.put(List.of(member("Group/g", "Practitioner/p", true), member("Group/g", "Practitioner/p", false)));
        assertThat(kept()).containsExactly("Group/g Practitioner/p f");

        rows.put(List.of(member("Group/g", "Practitioner/p", true)));
        assertThat(kept()).containsExactly("Group/g Practitioner/p t");
    }

    @Test
    void keepsManyWithTheirPeriods() {
        rows.put(IntStream.range(0, 5_000)
                .mapToObj(i -> new Membership(
                        "Group/g",
                        "Group/g",
                        "Practitioner/p" + i,
                        true,
                        i % 2 == 0 ? Optional.of(NEW_YEAR) : Optional.empty(),
                        i % 2 == 0 ? Optional.empty() : Optional.of(NEW_YEAR)))
                .toList());

        assertThat(count("starts = :at AND ends IS NULL")).isEqualTo(2_500);
        assertThat(count("starts IS NULL AND ends = :at")).isEqualTo(2_500);
    }

    private int count(String where) {
        return jdbc.sql("SELECT count(*) FROM membership WHERE " + where)
                .param("at", Timestamp.from(NEW_YEAR))
                .query(Integer.class)
                .single();
    }

    @Test
    void takesAwayWhatTheNamedOnesSaidAndNothingElse() {
        rows.put(List.of(
                member("Group/a", "Practitioner/p", true),
                member("Group/b", "Practitioner/p", true),
                member("PractitionerRole/r", "Practitioner/p", true)));

        rows.remove(List.of("Group/a", "Group/unknown"));
        rows.removeSame(List.of(new Membership(
                "Group/b", "Group/another", "Practitioner/p", true, Optional.empty(), Optional.empty())));
        rows.end(List.of("PractitionerRole/r"));
        rows.remove(List.of());

        assertThat(kept()).containsExactly("Group/b Practitioner/p t", "PractitionerRole/r Practitioner/p f");
    }

    @Test
    void whoeverOwnedAGroupFirstOwnsIt() {
        assertThat(rows.owners(new TreeMap<>(Map.of("Group/a", "hospital-a")))).containsEntry("Group/a", "hospital-a");
        assertThat(rows.owners(new TreeMap<>(Map.of("Group/a", "hospital-b", "Group/b", "hospital-b"))))
                .isEqualTo(Map.of("Group/a", "hospital-a", "Group/b", "hospital-b"));
    }
}
