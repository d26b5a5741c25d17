package org.consentry.gateway.access;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Memberships in PostgreSQL, one statement on an index. */
@Repository
class JdbcMemberships implements Memberships {
    private final JdbcClient jdbc;
    private final Clock clock;

    JdbcMemberships(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean isActive(Reader reader) {
        return reader.practitioner().isEmpty()
                || jdbc.sql("SELECT COALESCE(bool_or(active AND (ends IS NULL OR ends > :at)), true) "
                                + "FROM membership WHERE member = :member AND group_key = :role")
                        .param("at", Timestamp.from(clock.instant()))
                        .param("member", "Practitioner/" + reader.practitioner().get())
                        .param("role", ROLE + reader.organization().reference())
                        .query(Boolean.class)
                        .single();
    }

    @Override
    public boolean belongs(Reader reader, String group) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM membership WHERE member = ANY(:me) AND group_key = :group "
                        + "AND active AND (ends IS NULL OR ends > :at))")
                .param("me", reader.references().toArray(String[]::new))
                .param("group", group)
                .param("at", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}
