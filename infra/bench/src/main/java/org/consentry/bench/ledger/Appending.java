package org.consentry.bench.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.postgres.PostgresLedgerStore;

/** One run of writers, sequencer and publisher, each in threads of their own as in the gateway. */
final class Appending {
    private static final int MOST_WAITING = 20_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * What is offered.
     *
     * @param rate entries a second; 0: as fast as it goes
     */
    record Shape(int writers, int entries, int rate, int records) {
        long nanosBetween() {
            return rate == 0 ? 0 : 1_000_000_000L * entries * writers / rate;
        }
    }

    /** A transaction that was committed; {@code since} is when it was due. */
    private record Waiting(long since) {}

    private final DataSource database;
    private final PostgresLedgerStore store;
    private final Publisher publisher;
    private final Sequencer sequencer;
    private final long publishEvery;
    private final Semaphore committed = new Semaphore(0);
    private final Semaphore indexed = new Semaphore(0);
    private final Queue<Waiting> toIndex = new ConcurrentLinkedQueue<>();
    private final Queue<Waiting> toPublish = new ConcurrentLinkedQueue<>();
    private final Latencies commit = new Latencies("append -> committed");
    private final Latencies index = new Latencies("append -> durable index");
    private final Latencies checkpoint = new Latencies("append -> published checkpoint");
    private final AtomicLong writing = new AtomicLong();
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong sequenced = new AtomicLong();
    private volatile long measuredFrom = Long.MAX_VALUE;
    private volatile boolean open = true;
    private volatile boolean failed;

    Appending(DataSource database, PostgresLedgerStore store, Cosigners cosigners, Duration publishEvery) {
        this.database = database;
        this.store = store;
        this.publisher = new Publisher(store, MadeEntries.KEY, cosigners);
        this.sequencer = new Sequencer(store, publisher, 4_096);
        this.publishEvery = publishEvery.toMillis();
    }

    List<String> run(Shape shape, Duration warmUp, Duration measured) throws InterruptedException {
        List<Future<?>> threads = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        writing.set(shape.writers());
        try (ExecutorService pool = Executors.newCachedThreadPool()) {
            for (int i = 0; i < shape.writers(); i++) {
                long offset = shape.nanosBetween() * i / shape.writers();
                threads.add(pool.submit(() -> guarded(() -> written(shape, System.nanoTime() + offset))));
            }
            threads.add(pool.submit(() -> guarded(this::sequence)));
            threads.add(pool.submit(() -> guarded(this::publish)));
            Thread.sleep(warmUp);
            long before = sequenced.get();
            measuredFrom = System.nanoTime();
            minutes(measured, lines);
            double seconds = (System.nanoTime() - measuredFrom) / 1e9;
            long logged = sequenced.get() - before;
            lines.add(String.format(
                    Locale.ROOT, "%,d entries in %.1f s = %,.0f durable entries/s", logged, seconds, logged / seconds));
            open = false;
        }
        for (Future<?> thread : threads) {
            try {
                thread.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        lines.addAll(List.of(commit.line(), index.line(), checkpoint.line()));
        return lines;
    }

    /** One that fails ends all: the others would wait for it. */
    private void guarded(Runnable thread) {
        try {
            thread.run();
        } catch (RuntimeException e) {
            failed = true;
            open = false;
            throw e;
        }
    }

    private void written(Shape shape, long first) {
        try {
            write(shape, first);
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Waits, and tells what the slowest whole minute brought. */
    private void minutes(Duration measured, List<String> lines) throws InterruptedException {
        long slowest = Long.MAX_VALUE;
        for (long minute = 0; minute < measured.toMinutes(); minute++) {
            long before = sequenced.get();
            Thread.sleep(MINUTE);
            slowest = Math.min(slowest, sequenced.get() - before);
        }
        Thread.sleep(measured.minus(MINUTE.multipliedBy(measured.toMinutes())));
        if (measured.toMinutes() > 0) {
            lines.add(String.format(
                    Locale.ROOT, "slowest of %d minutes: %,.0f entries/s", measured.toMinutes(), slowest / 60.0));
        }
    }

    private void write(Shape shape, long first) {
        MadeEntries made = new MadeEntries(shape.records());
        long due = first;
        while (open) {
            if (shape.rate() == 0) {
                if (submitted.get() - sequenced.get() > MOST_WAITING) {
                    // Writers that outrun the sequencer measure the queue and not the log.
                    LockSupport.parkNanos(1_000_000);
                    continue;
                }
                due = System.nanoTime();
            } else {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            append(made.next(shape.entries()));
            submitted.addAndGet(shape.entries());
            note(commit, due);
            toIndex.add(new Waiting(due));
            committed.release();
            due += shape.nanosBetween();
        }
    }

    private void append(List<Entry> entries) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            store.inbox().append(connection, entries);
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void sequence() {
        while (!failed && (writing.get() > 0 || sequenced.get() < submitted.get())) {
            await(committed);
            List<Waiting> before = taken(toIndex);
            int added = sequencer.moveOnce().added();
            sequenced.addAndGet(added);
            before.forEach(one -> note(index, one.since()));
            toPublish.addAll(before);
            if (added > 0) {
                indexed.release();
            }
        }
    }

    private void publish() {
        while (!failed && (writing.get() > 0 || !toPublish.isEmpty() || sequenced.get() < submitted.get())) {
            await(indexed);
            List<Waiting> before = taken(toPublish);
            Publishing publishing = publisher.publishOnce();
            if (publishing instanceof Publishing.Unwitnessed || publishing instanceof Publishing.Superseded) {
                toPublish.addAll(before);
                continue;
            }
            if (publishing instanceof Publishing.Refused refused) {
                throw new IllegalStateException("the ledger refuses: " + refused.reason());
            }
            before.forEach(one -> note(checkpoint, one.since()));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(publishEvery));
        }
    }

    private static List<Waiting> taken(Queue<Waiting> queue) {
        List<Waiting> all = new ArrayList<>();
        for (Waiting one = queue.poll(); one != null; one = queue.poll()) {
            all.add(one);
        }
        return all;
    }

    private static void await(Semaphore rings) {
        try {
            if (rings.tryAcquire(500, TimeUnit.MILLISECONDS)) {
                rings.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What began before the warm-up was over does not count. */
    private void note(Latencies latencies, long since) {
        if (since >= measuredFrom) {
            synchronized (latencies) {
                latencies.add(System.nanoTime() - since);
            }
        }
    }
}
