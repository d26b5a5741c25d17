package org.consentry.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxTests {
    private static final Recipient HOSPITAL = new Recipient.ToMember(new OrganizationId("hospital-b"));
    private static final Recipient PATIENT = new Recipient.ToPatient("p1");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
    private final ConcurrentLinkedQueue<String> rung = new ConcurrentLinkedQueue<>();
    private final Outbox outbox = new JdbcOutbox(jdbc, new Bell(rung::addAll), Clock.fixed(NOW, ZoneOffset.UTC));
    private final Events events = new JdbcEvents(jdbc);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void refusesAnEventOutsideATransaction() {
        assertThatThrownBy(() -> outbox.put(HOSPITAL, EventKind.RECORD_ADDED, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in the transaction");
    }

    @Test
    void tellsNothingOfATransactionThatRolledBack() {
        transactions.executeWithoutResult(status -> {
            outbox.put(HOSPITAL, EventKind.RECORD_ADDED, Map.of("patient", "Patient/p1"));
            status.setRollbackOnly();
        });

        assertThat(events.after(HOSPITAL, 0, 10)).isEmpty();
        assertThat(events.last(HOSPITAL)).isZero();
        assertThat(rung).isEmpty();
    }

    @Test
    void refusesMoreThanSixteenFactsAndLongOnesAndReservedNames() {
        assertThatThrownBy(() -> put(Map.of("value", "x".repeat(513)))).hasMessageContaining("longer than 512");
        assertThatThrownBy(() -> put(Map.of("kind", "x"))).hasMessageContaining("Not the name of a fact");
        assertThatThrownBy(() -> put(Map.of("a\nb", "x"))).hasMessageContaining("Not the name of a fact");
        assertThatThrownBy(() -> put(seventeenFacts())).hasMessageContaining("at most 16");
    }

    private static Map<String, String> seventeenFacts() {
        Map<String, String> facts = new java.util.HashMap<>();
        LongStream.range(0, 17).forEach(i -> facts.put("f" + i, "x"));
        return facts;
    }

    @Test
    void keepsTheEventsOfRecipientsApart() {
        put(Map.of("resource", "Observation/1"));

        assertThat(events.after(PATIENT, 0, 10)).isEmpty();
        assertThat(events.after(HOSPITAL, 0, 10))
                .containsExactly(new Event(
                        1, EventKind.RECORD_ADDED, NOW, Event.Standing.LIVE, Map.of("resource", "Observation/1")));
    }

    @Test
    void wakesTheRecipientsAfterTheCommit() {
        put(Map.of());

        assertThat(rung).containsExactly("Organization/hospital-b");
    }

    /** A reader that saw an id must never find a smaller one later: it would have been skipped for ever. */
    @Test
    void neverLetsASmallerIdAppearLater() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Long>> reader = threads.submit(() -> follow(done));
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                writers.add(threads.submit(() -> putMany(40, HOSPITAL, PATIENT)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);

            assertThat(reader.get())
                    .isEqualTo(LongStream.rangeClosed(1, 240).boxed().toList());
        }
    }

    private List<Long> follow(AtomicBoolean done) {
        List<Long> seen = new ArrayList<>();
        boolean last;
        do {
            last = done.get();
            long position = seen.isEmpty() ? 0 : seen.getLast();
            events.after(HOSPITAL, position, 1000).forEach(event -> seen.add(event.id()));
        } while (!last);
        return seen;
    }

    @Test
    void doesNotDeadlockWhenRecipientsAreToldInOppositeOrder() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = List.of(
                    () -> putMany(60, HOSPITAL, PATIENT),
                    () -> putMany(60, PATIENT, HOSPITAL),
                    () -> putMany(60, HOSPITAL, PATIENT),
                    () -> putMany(60, PATIENT, HOSPITAL));
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        }

        assertThat(events.last(HOSPITAL)).isEqualTo(240);
        assertThat(events.last(PATIENT)).isEqualTo(240);
    }

    @Test
    void buriesTheEventOfASpentDelivery() {
        put(Map.of("delivery", "d1", "document", "DocumentReference/1"));
        put(Map.of("delivery", "d2"));

        events.buryDelivery(HOSPITAL, "d1");

        List<Event> replay = events.after(HOSPITAL, 0, 10);
        assertThat(replay.getFirst().standing()).isEqualTo(Event.Standing.SPENT);
        assertThat(replay.getFirst().facts()).isEmpty();
        assertThat(replay.getLast().facts()).containsEntry("delivery", "d2");
    }

    @Test
    void doesNotBuryTheEventOfAnotherRecipient() {
        put(Map.of("delivery", "d1"));

        events.buryDelivery(PATIENT, "d1");

        assertThat(events.after(HOSPITAL, 0, 1).getFirst().standing()).isEqualTo(Event.Standing.LIVE);
    }

    @Test
    void forgetsWhatCannotBeReplayedAnyMore() {
        put(Map.of());
        EventSettings settings = EventSettingsTests.settings(Duration.ofSeconds(15));
        Clock later = Clock.fixed(NOW.plus(settings.keep()).plusSeconds(1), ZoneOffset.UTC);

        assertThat(new EventJanitor(jdbc, settings, Clock.fixed(NOW, ZoneOffset.UTC)).forgetOld())
                .isZero();
        assertThat(new EventJanitor(jdbc, settings, later).forgetOld()).isEqualTo(1);
        assertThat(events.last(HOSPITAL)).isEqualTo(1);
    }

    private void put(Map<String, String> facts) {
        transactions.executeWithoutResult(status -> outbox.put(HOSPITAL, EventKind.RECORD_ADDED, facts));
    }

    private @org.jspecify.annotations.Nullable Void putMany(int times, Recipient first, Recipient second) {
        for (int i = 0; i < times; i++) {
            transactions.executeWithoutResult(status -> {
                outbox.put(first, EventKind.RECORD_ADDED, Map.of());
                outbox.put(second, EventKind.RECORD_ADDED, Map.of());
            });
        }
        return null;
    }
}
