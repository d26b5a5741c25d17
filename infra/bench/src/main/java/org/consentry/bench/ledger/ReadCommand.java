package org.consentry.bench.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench ledger read}. */
@Command(
        name = "read",
        description =
                "Fills a log by the ordinary path, a checkpoint every 4,096 entries, and asks at random for receipts,"
                        + " records and reports.",
        mixinStandardHelpOptions = true)
final class ReadCommand implements Callable<Integer> {
    private static final int SUBMITTED = 16_384;
    private static final int ASKED = 3_000;
    private static final int REPORTS = 90;

    @Option(names = "--entries", defaultValue = "1000000", description = "Entries in the log: ${DEFAULT-VALUE}.")
    private long entries = 1_000_000;

    @Option(names = "--records", defaultValue = "10000", description = "What they are about: ${DEFAULT-VALUE}.")
    private int records = 10_000;

    @Option(names = "--database", paramLabel = "URL", description = "jdbc:postgresql://… instead of one of its own.")
    private Optional<String> database = Optional.empty();

    @Override
    public Integer call() throws IOException, SQLException {
        try (OwnDatabase own = OwnDatabase.open(database, 4)) {
            PostgresLedgerStore store = PostgresLedgerStore.open(own.pool(), MadeEntries.ORIGIN);
            fill(store);
            read(store);
        }
        return 0;
    }

    private void fill(PostgresLedgerStore store) {
        long start = System.nanoTime();
        MadeEntries made = new MadeEntries(records);
        Publisher publisher = new Publisher(store, MadeEntries.KEY, Cosigners.none());
        Sequencer sequencer = new Sequencer(store, publisher, 4_096);
        for (long size = 0; size < entries; size += SUBMITTED) {
            store.submit(made.next((int) Math.min(SUBMITTED, entries - size)));
            while (sequencer.sequenceOnce().last() instanceof Sequencing.Sequenced sequenced && sequenced.more()) {
                // Another round.
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        long size = store.head().size();
        System.out.printf(
                "%,d entries of %,d records in %.0f s, one writer = %,.0f/s%n", size, records, took, size / took);
    }

    private void read(PostgresLedgerStore store) {
        LedgerReader reader = new LedgerReader(store);
        MadeEntries made = new MadeEntries(records);
        long size = store.head().size();
        print(Latencies.of("receipt", ASKED, i -> reader.proof(made.below(size))));
        print(Latencies.of(
                "all entries of a record",
                ASKED,
                i -> reader.entriesOf(Set.of(made.subject()), Long.MAX_VALUE, 1_000)));
        print(Latencies.of(
                "all of a record, each proved",
                REPORTS,
                i -> reader.proofs(reader.entriesOf(Set.of(made.subject()), Long.MAX_VALUE, 1_000))));
        print(Latencies.of(
                "entry by digest",
                ASKED,
                i -> reader.entry(
                        reader.entry(made.below(size)).orElseThrow().entry().digest())));
    }

    private static void print(Latencies latencies) {
        System.out.println(latencies.line());
    }
}
