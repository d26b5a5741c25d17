package org.consentry.ledger.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.postgres.EmbeddedDatabase;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessQuorum;
import org.consentry.ledger.witness.WitnessServer;

/**
 * Appends through PostgreSQL with durable settings, as the gateway does: writers commit small transactions, one sequencer
 * gives indexes, signs and publishes. Prints throughput, also of the slowest minute, and the time from before the commit to
 * the index and to the checkpoint; then what readers wait for in the log that came of it.
 *
 * <p>Arguments: seconds, writers, entries a transaction, entries a second offered (0: as fast as it goes),
 * and optionally the number of witnesses, each with a folder of its own, of which all but one must have cosigned.
 * Entries are about 100,000 records.
 */
public final class AppendBenchmark {
    private static final int RECORDS = 100_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PostgresLedgerStore store;
    private final HikariDataSource database;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong indexed = new AtomicLong();
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final List<Long> toIndex = new ArrayList<>();
    private final List<Long> toReceipt = new ArrayList<>();

    private final Cosigners cosigners;

    private record Waiting(Hash digest, long since) {}

    private AppendBenchmark(int witnesses) throws IOException {
        cosigners = witnesses == 0 ? Cosigners.none() : quorum(witnesses);
        HikariConfig config = new HikariConfig();
        config.setDataSource(EmbeddedDatabase.create());
        config.setMaximumPoolSize(40);
        database = new HikariDataSource(config);
        store = PostgresLedgerStore.open(database, Samples.ORIGIN);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(arguments[0]);
        int writers = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[2]);
        int rate = Integer.parseInt(arguments[3]);
        new AppendBenchmark(arguments.length < 5 ? 0 : Integer.parseInt(arguments[4]))
                .run(seconds, writers, size, rate);
        System.exit(0);
    }

    private void run(int seconds, int writers, int size, int rate) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < writers; i++) {
                threads.execute(() -> write(size, rate == 0 ? 0 : 1_000_000_000L * size * writers / rate));
            }
            threads.execute(this::sequence);
            minutes(Duration.ofSeconds(seconds));
            stop.set(true);
        }
        double took = (System.nanoTime() - start) / 1e9;
        long logged = store.head().size();
        System.out.printf(
                "%d writers x %d entries, offered %s: %,d entries in %.1f s = %,.0f entries/s logged and published%n",
                writers, size, rate == 0 ? "all" : rate + "/s", logged, took, logged / took);
        print("append -> durable index", toIndex);
        print("append -> published checkpoint", toReceipt);
        proofs(logged);
    }

    /** Waits, and tells what the slowest whole minute brought. */
    private void minutes(Duration left) throws InterruptedException {
        long slowest = Long.MAX_VALUE;
        for (Duration rest = left; rest.compareTo(MINUTE) >= 0; rest = rest.minus(MINUTE)) {
            long before = indexed.get();
            Thread.sleep(MINUTE);
            slowest = Math.min(slowest, indexed.get() - before);
        }
        Thread.sleep(left.minus(MINUTE.multipliedBy(left.toMinutes())));
        if (left.toMinutes() > 0) {
            System.out.printf("slowest of %d minutes: %,.0f entries/s%n", left.toMinutes(), slowest / 60.0);
        }
    }

    private static Cosigners quorum(int witnesses) throws IOException {
        StringBuilder policy = new StringBuilder("log " + Samples.KEY.verifier() + "\n");
        StringBuilder group = new StringBuilder("group all-but-one " + Math.max(1, witnesses - 1));
        for (int i = 0; i < witnesses; i++) {
            SigningKey key = SigningKey.generate(
                    new KeyName("hospital-" + i + ".example/witness"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
            Witness witness = new Witness(
                    List.of(key),
                    List.of(Samples.KEY.verifier()),
                    FileCosignedCheckpoints.open(Files.createTempDirectory("seen")),
                    InstantSource.system());
            WitnessServer server =
                    WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            policy.append("witness w%d %s http://127.0.0.1:%d\n"
                    .formatted(i, key.verifier(), server.address().getPort()));
            group.append(" w").append(i);
        }
        String text = policy.append(group).append("\nquorum all-but-one\n").toString();
        return new WitnessQuorum(
                Policy.parse(text.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(5), Duration.ofMillis(250));
    }

    private void write(int size, long nanosEach) {
        SecureRandom random = new SecureRandom();
        long next = System.nanoTime();
        while (!stop.get()) {
            if (nanosEach > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += nanosEach;
            } else if (submitted.get() - indexed.get() > 20_000) {
                // Writers that outrun the sequencer measure the queue and not the log.
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                entries.add(entry(random));
            }
            long since = System.nanoTime();
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                store.inbox().append(connection, entries);
                connection.commit();
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            submitted.addAndGet(size);
            waiting.add(new Waiting(entries.getLast().digest(), since));
        }
    }

    private void sequence() {
        Publisher publisher = new Publisher(store, Samples.KEY, cosigners);
        Sequencer sequencer = new Sequencer(store, publisher, 4096);
        while (!stop.get() || store.head().size() < submitted.get()) {
            List<Waiting> committed = new ArrayList<>();
            for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
                committed.add(one);
            }
            Sequencing sequencing = store.sequence(4096);
            long indexedAt = System.nanoTime();
            Sequencer.Round round = sequencer.sequenceOnce();
            long published = System.nanoTime();
            indexed.set(store.head().size());
            for (Waiting one : committed) {
                toIndex.add(indexedAt - one.since());
                toReceipt.add(published - one.since());
            }
            if (sequencing instanceof Sequencing.Idle && round.added() == 0) {
                LockSupport.parkNanos(500_000);
            }
        }
    }

    private void proofs(long size) {
        LedgerReader reader = new LedgerReader(store);
        SecureRandom random = new SecureRandom();
        LargeLogBenchmark.measure("receipt", 3000, i -> reader.proof(random.nextLong(size)));
        LargeLogBenchmark.measure(
                "all entries of a record",
                3000,
                i -> reader.entriesOf(Samples.subject(random.nextInt(RECORDS)), Long.MAX_VALUE, 1000));
    }

    private static Entry entry(SecureRandom random) {
        byte[] bytes = new byte[Hash.LENGTH];
        random.nextBytes(bytes);
        Hash commit = Hash.of(bytes);
        Pseudonym subject = Samples.subject(random.nextInt(RECORDS));
        return new Entry(
                EntryKind.BUNDLE,
                Instant.now(),
                commit,
                Optional.of(subject),
                Optional.of(new Signer("hospital-a-1", commit)));
    }

    static void print(String what, List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        System.out.printf(
                "%-32s p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                what, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / 1e6;
    }
}
