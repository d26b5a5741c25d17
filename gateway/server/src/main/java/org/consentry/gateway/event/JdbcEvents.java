package org.consentry.gateway.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link JdbcOutbox} wrote. */
@Component
final class JdbcEvents implements Events {
    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.builder().build();

    JdbcEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Event> after(Recipient recipient, long id, int limit) {
        return jdbc.sql("""
                        select id, kind, at, facts, spent from event
                        where recipient = :recipient and id > :id order by id limit :limit""")
                .param("recipient", recipient.key())
                .param("id", id)
                .param("limit", limit)
                .query(this::event)
                .list();
    }

    @Override
    public long last(Recipient recipient) {
        return jdbc.sql("select last_id from event_stream where recipient = :recipient")
                .param("recipient", recipient.key())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    @Override
    public void buryDelivery(Recipient recipient, String delivery) {
        jdbc.sql("""
                        update event set facts = '{}', spent = true
                        where facts ->> 'delivery' = :delivery and recipient = :recipient""")
                .param("delivery", delivery)
                .param("recipient", recipient.key())
                .update();
    }

    private Event event(ResultSet row, int number) throws SQLException {
        String kind = row.getString("kind").toUpperCase(Locale.ROOT).replace('-', '_');
        return new Event(
                row.getLong("id"),
                EventKind.valueOf(kind),
                row.getTimestamp("at").toInstant(),
                row.getBoolean("spent") ? Event.Standing.SPENT : Event.Standing.LIVE,
                json.readValue(row.getString("facts"), FACTS));
    }
}
