package org.consentry.ledger.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
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
import org.consentry.ledger.postgres.EmbeddedDatabase;
import org.consentry.ledger.postgres.PostgresLedgerStore;

/**
 * What readers wait for when the log is large: fills one in PostgreSQL by the ordinary path, a checkpoint every 4,096
 * entries, and asks for receipts, records and reports at random.
 *
 * <p>Arguments: entries, records that they are about.
 */
public final class LargeLogBenchmark {
    private static final int SUBMITTED = 16_384;
    private static final int ASKED = 3_000;
    private static final int REPORTS = 90;

    private final SecureRandom random = new SecureRandom();
    private final PostgresLedgerStore store;
    private final int records;

    private LargeLogBenchmark(int records) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(EmbeddedDatabase.create());
        config.setMaximumPoolSize(4);
        this.store = PostgresLedgerStore.open(new HikariDataSource(config), Samples.ORIGIN);
        this.records = records;
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        new LargeLogBenchmark(Integer.parseInt(arguments[1])).run(Long.parseLong(arguments[0]));
        System.exit(0);
    }

    private void run(long entries) {
        long start = System.nanoTime();
        Publisher publisher = new Publisher(store, Samples.KEY, Cosigners.none());
        Sequencer sequencer = new Sequencer(store, publisher, 4096);
        for (long size = 0; size < entries; size += SUBMITTED) {
            List<Entry> batch = new ArrayList<>(SUBMITTED);
            for (int i = 0; i < SUBMITTED; i++) {
                batch.add(entry());
            }
            store.submit(batch);
            while (sequencer.sequenceOnce().last() instanceof Sequencing.Sequenced sequenced && sequenced.more()) {
                // Another round.
            }
        }
        long size = store.head().size();
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%,d entries of %,d records in %.0f s, one writer = %,.0f/s%n", size, records, took, size / took);
        LedgerReader reader = new LedgerReader(store);
        measure("receipt", ASKED, i -> reader.proof(random.nextLong(size)));
        measure("all entries of a record", ASKED, i -> reader.entriesOf(subject(), Long.MAX_VALUE, 1000));
        measure(
                "all of a record, each proved",
                REPORTS,
                i -> reader.proofs(reader.entriesOf(subject(), Long.MAX_VALUE, 1000)));
        measure(
                "entry by digest",
                ASKED,
                i -> reader.entry(reader.entry(random.nextLong(size))
                        .orElseThrow()
                        .entry()
                        .digest()));
    }

    static void measure(String what, int asked, LongConsumer work) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            long start = System.nanoTime();
            work.accept(i);
            times.add(System.nanoTime() - start);
        }
        AppendBenchmark.print(what, times.subList(asked / 3, asked));
    }

    private Entry entry() {
        byte[] bytes = new byte[Hash.LENGTH];
        random.nextBytes(bytes);
        Hash commit = Hash.of(bytes);
        return new Entry(
                EntryKind.BUNDLE,
                Instant.now(),
                commit,
                Optional.of(subject()),
                Optional.of(new Signer("hospital-a-1", commit)));
    }

    private Pseudonym subject() {
        return Samples.subject(random.nextInt(records));
    }
}
