package org.consentry.gateway.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/*
 * Carries rings between processes by LISTEN/NOTIFY: one connection listens for the whole process, one thread sends
 * what was gathered since the last time. Both may fail and lose rings. The sweep makes that harmless: it asks for
 * the newest id of everybody who listens here, in one statement, and rings for those that moved.
 */
final class BellWire implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BellWire.class);
    private static final String CHANNEL = "gateway_event";
    private static final int QUEUE = 10_000;
    private static final int WAIT_MILLIS = 500;

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final EventSettings settings;
    private final LinkedBlockingQueue<String> outgoing = new LinkedBlockingQueue<>(QUEUE);
    private final Bell bell = new Bell(this::send);
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private volatile @Nullable List<Thread> threads;

    BellWire(DataSource dataSource, JdbcClient jdbc, EventSettings settings) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    Bell bell() {
        return bell;
    }

    private void send(Collection<String> recipients) {
        // When the queue is full the rest is left to the sweep.
        recipients.forEach(outgoing::offer);
    }

    @Override
    public void start() {
        // Platform threads: interrupting a virtual thread in a socket's read closes the socket.
        List<Thread> all = List.of(
                thread("event-listen", this::listen),
                thread("event-notify", this::notifyOthers),
                thread("event-sweep", this::sweep));
        threads = all;
        all.forEach(Thread::start);
    }

    @Override
    public void stop() {
        List<Thread> running = threads;
        threads = null;
        if (running != null) {
            running.forEach(Thread::interrupt);
            running.forEach(BellWire::join);
        }
    }

    private Thread thread(String name, Attempt attempt) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> untilStopped(attempt));
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofMillis(2L * WAIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** Something that can fail and is then tried again. */
    private interface Attempt {
        void run() throws SQLException, InterruptedException;
    }

    private void untilStopped(Attempt attempt) {
        while (isRunning()) {
            try {
                attempt.run();
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (isRunning()) {
                    LOG.atWarn()
                            .addKeyValue("cause", e.getClass().getSimpleName())
                            .log("event wake-ups interrupted");
                    rest();
                }
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(settings.sweep());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("LISTEN " + CHANNEL);
            try {
                // Rings sent while nobody listened are gone: everybody looks once.
                bell.ringAll();
                hear(connection.unwrap(PGConnection.class));
            } finally {
                // The connection goes back to the pool, where a subscription would fill its memory.
                statement.execute("UNLISTEN *");
            }
        }
    }

    private void hear(PGConnection wire) throws SQLException {
        while (isRunning() && !Thread.currentThread().isInterrupted()) {
            PGNotification[] notifications = wire.getNotifications(WAIT_MILLIS);
            if (notifications != null) {
                for (PGNotification each : notifications) {
                    bell.ring(each.getParameter());
                }
            }
        }
    }

    private void notifyOthers() throws InterruptedException {
        List<String> batch = new ArrayList<>();
        batch.add(outgoing.take());
        outgoing.drainTo(batch);
        String[] recipients = Set.copyOf(batch).toArray(String[]::new);
        jdbc.sql("select pg_notify(:channel, r) from unnest(:recipients) r")
                .param("channel", CHANNEL)
                .param("recipients", recipients)
                .query((row, number) -> number)
                .list();
    }

    private void sweep() throws InterruptedException {
        Thread.sleep(settings.sweep());
        Set<String> listening = bell.listening();
        seen.keySet().retainAll(listening);
        if (listening.isEmpty()) {
            return;
        }
        jdbc.sql("select recipient, last_id from event_stream where recipient = any(:listening)")
                .param("listening", listening.toArray(String[]::new))
                .query(row -> {
                    long last = row.getLong(2);
                    Long before = seen.put(row.getString(1), last);
                    if (before == null || before != last) {
                        bell.ring(row.getString(1));
                    }
                });
    }
}
