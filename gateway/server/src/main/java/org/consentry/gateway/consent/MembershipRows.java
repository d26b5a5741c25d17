package org.consentry.gateway.consent;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who belongs where, in PostgreSQL: as many statements for a thousand rows as for one. Joins the caller's transaction. */
@Component
class MembershipRows {
    private final JdbcClient jdbc;

    MembershipRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One row.
     *
     * @param source reference of the resource that says so
     */
    record Membership(
            String source,
            String group,
            String member,
            boolean active,
            Optional<Instant> starts,
            Optional<Instant> ends) {}

    /** What these resources said holds no more, and is not forgotten. */
    void end(Collection<String> sources) {
        if (!sources.isEmpty()) {
            jdbc.sql("UPDATE membership SET active = false WHERE source = ANY(:sources)")
                    .param("sources", sources.toArray(String[]::new))
                    .update();
        }
    }

    void remove(Collection<String> sources) {
        if (!sources.isEmpty()) {
            jdbc.sql("DELETE FROM membership WHERE source = ANY(:sources)")
                    .param("sources", sources.toArray(String[]::new))
                    .update();
        }
    }

    /** What the same resources said about the same groups. */
    void removeSame(List<Membership> rows) {
        if (!rows.isEmpty()) {
            jdbc.sql("DELETE FROM membership m USING unnest(:sources, :groups) AS u(source, group_key) "
                            + "WHERE m.source = u.source AND m.group_key = u.group_key")
                    .param("sources", texts(rows, Membership::source))
                    .param("groups", texts(rows, Membership::group))
                    .update();
        }
    }

    /** Of what says the same twice the last counts. */
    void put(List<Membership> all) {
        Map<List<String>, Membership> last = new LinkedHashMap<>();
        all.forEach(row -> last.put(List.of(row.source(), row.group(), row.member()), row));
        Collection<Membership> rows = last.values();
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql("INSERT INTO membership (source, group_key, member, active, starts, ends) SELECT * FROM "
                        + "unnest(:sources, :groups, :members, :active::text[]::boolean[], "
                        + ":starts::text[]::timestamptz[], :ends::text[]::timestamptz[]) "
                        + "ON CONFLICT (source, group_key, member) DO UPDATE SET active = excluded.active, "
                        + "starts = excluded.starts, ends = excluded.ends")
                .param("sources", texts(rows, Membership::source))
                .param("groups", texts(rows, Membership::group))
                .param("members", texts(rows, Membership::member))
                .param("active", texts(rows, row -> Boolean.toString(row.active())))
                .param("starts", texts(rows, row -> text(row.starts())))
                .param("ends", texts(rows, row -> text(row.ends())))
                .update();
    }

    /** The owners that these groups have, which are the given ones where there were none; in order, as locks are taken. */
    Map<String, String> owners(SortedMap<String, String> claimed) {
        Map<String, String> owners = new HashMap<>();
        if (!claimed.isEmpty()) {
            String[] groups = claimed.keySet().toArray(String[]::new);
            jdbc.sql("INSERT INTO group_owner (group_key, owner) SELECT * FROM unnest(:groups, :owners) "
                            + "ON CONFLICT DO NOTHING")
                    .param("groups", groups)
                    .param("owners", claimed.values().toArray(String[]::new))
                    .update();
            jdbc.sql("SELECT group_key, owner FROM group_owner WHERE group_key = ANY(:groups)")
                    .param("groups", groups)
                    .query(row -> {
                        owners.put(row.getString("group_key"), row.getString("owner"));
                    });
        }
        return owners;
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }

    private static String[] texts(Collection<Membership> rows, Function<Membership, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
