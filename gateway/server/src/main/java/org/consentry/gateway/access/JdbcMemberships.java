package org.consentry.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Memberships in PostgreSQL, one statement on an index. */
@Component
class JdbcMemberships implements Memberships {
    private static final Duration REMEMBERED = Duration.ofMillis(100);
    private static final int MOST = 10_000;
    private static final String NOW = "active AND (starts IS NULL OR starts <= :at) AND (ends IS NULL OR ends > :at)";
    private static final String IS_ACTIVE = "SELECT NOT EXISTS (SELECT 1 FROM membership WHERE member = ANY(:all) "
            + "AND group_key = ANY(:off)) AND COALESCE((SELECT bool_or(" + NOW + ") FROM membership "
            + "WHERE member = :member AND group_key = :role), true)";
    private static final String ACTIVE = "NOT EXISTS (SELECT 1 FROM membership WHERE member = ANY(?) "
            + "AND group_key = ANY(?)) AND COALESCE((SELECT bool_or(active AND (starts IS NULL OR starts <= "
            + "CAST(? AS timestamptz)) AND (ends IS NULL OR ends > CAST(? AS timestamptz))) FROM membership "
            + "WHERE member = ? AND group_key = ?), true)";

    private final JdbcClient jdbc;
    private final Clock clock;

    // Asked with every request of every member's systems; every other question goes to the store.
    private final Cache<OrganizationId, Boolean> members = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .build();

    JdbcMemberships(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean isActive(Reader reader) {
        String organization = reader.organization().reference();
        return reader.practitioner().isEmpty()
                || jdbc.sql(IS_ACTIVE)
                        .param("at", Timestamp.from(clock.instant()))
                        .param("all", reader.references().toArray(String[]::new))
                        .param("off", new String[] {OFF + EVERYWHERE, OFF + organization})
                        .param("member", "Practitioner/" + reader.practitioner().get())
                        .param("role", ROLE + organization)
                        .query(Boolean.class)
                        .single();
    }

    @Override
    public Supposition active(Reader reader) {
        String organization = reader.organization().reference();
        Instant now = clock.instant();
        return new Supposition(
                ACTIVE,
                List.of(
                        List.copyOf(reader.references()),
                        List.of(OFF + EVERYWHERE, OFF + organization),
                        now,
                        now,
                        "Practitioner/" + reader.practitioner().orElse(""),
                        ROLE + organization));
    }

    @Override
    public boolean isMember(OrganizationId organization) {
        return members.get(organization, asked -> jdbc.sql(
                        "SELECT NOT EXISTS (SELECT 1 FROM membership " + "WHERE member = :member AND group_key = :off)")
                .param("member", asked.reference())
                .param("off", OFF + EVERYWHERE)
                .query(Boolean.class)
                .single());
    }

    @Override
    public List<OrganizationId> organizationsOf(String practitionerId) {
        return jdbc
                .sql("SELECT DISTINCT group_key FROM membership WHERE member = :member AND group_key LIKE :roles AND "
                        + NOW + " ORDER BY group_key")
                .param("member", "Practitioner/" + practitionerId)
                .param("roles", ROLE + "Organization/%")
                .param("at", Timestamp.from(clock.instant()))
                .query(String.class)
                .list()
                .stream()
                .map(key -> new OrganizationId(key.substring((ROLE + "Organization/").length())))
                .toList();
    }

    @Override
    public void changed() {
        members.invalidateAll();
    }

    @Override
    public boolean belongs(Reader reader, String group) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM membership WHERE member = ANY(:me) AND group_key = :group AND "
                        + NOW + ")")
                .param("me", reader.references().toArray(String[]::new))
                .param("group", group)
                .param("at", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}
