package org.consentry.gateway.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/*
 * Events wait until just before the commit and are then written recipient by recipient in the order of their keys.
 *
 * Ids must become visible in their order, or a stream that has seen 8 would never look for a 7 that commits later. So
 * the recipient's counter stays locked from taking an id to the commit. Written as they come, two transactions that
 * tell A and B in different order would wait for each other; written at the end and sorted they cannot, and the lock
 * is held for the commit alone. A database sequence would be faster and would lose events.
 *
 * Waking is done after the commit and outside the transaction, because a NOTIFY inside it makes PostgreSQL commit one
 * transaction at a time.
 */
final class JdbcOutbox implements Outbox {
    private static final String TAKE_IDS = """
            insert into event_stream as s (recipient, last_id) values (:recipient, :count)
            on conflict (recipient) do update set last_id = s.last_id + excluded.last_id
            returning last_id""";

    private static final String INSERT = """
            insert into event (recipient, id, kind, at, facts)
            values (:recipient, :id, :kind, :at, cast(:facts as jsonb))""";

    private final JdbcClient jdbc;
    private final Bell bell;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    JdbcOutbox(JdbcClient jdbc, Bell bell, Clock clock) {
        this.jdbc = jdbc;
        this.bell = bell;
        this.clock = clock;
    }

    @Override
    public void put(Recipient recipient, EventKind kind, Map<String, String> facts) {
        Facts.check(facts);
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("An event is put down in the transaction of the fact it tells");
        }
        waiting().add(recipient, new Told(kind, clock.instant(), json.writeValueAsString(new TreeMap<>(facts))));
    }

    private Waiting waiting() {
        for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
            if (each instanceof Waiting waiting && waiting.isOf(this)) {
                return waiting;
            }
        }
        Waiting waiting = new Waiting();
        TransactionSynchronizationManager.registerSynchronization(waiting);
        return waiting;
    }

    private void write(String recipient, List<Told> events) {
        long last = jdbc.sql(TAKE_IDS)
                .param("recipient", recipient)
                .param("count", events.size())
                .query(Long.class)
                .single();
        long id = last - events.size();
        for (Told event : events) {
            id++;
            jdbc.sql(INSERT)
                    .param("recipient", recipient)
                    .param("id", id)
                    .param("kind", event.kind().wireName())
                    .param("at", java.sql.Timestamp.from(event.at()))
                    .param("facts", event.facts())
                    .update();
        }
    }

    private record Told(EventKind kind, Instant at, String facts) {}

    /** What one transaction has told so far. */
    private final class Waiting implements TransactionSynchronization, Ordered {
        private final TreeMap<String, List<Told>> told = new TreeMap<>();

        boolean isOf(JdbcOutbox outbox) {
            return JdbcOutbox.this == outbox;
        }

        void add(Recipient recipient, Told event) {
            told.computeIfAbsent(recipient.key(), key -> new ArrayList<>()).add(event);
        }

        /** Last of all, so that whatever else happens before the commit can still tell something. */
        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            told.forEach(JdbcOutbox.this::write);
        }

        @Override
        public void afterCommit() {
            // A crash here leaves events that nobody was woken for: the sweep of every node finds them.
            bell.ringEverywhere(told.keySet());
        }
    }
}
