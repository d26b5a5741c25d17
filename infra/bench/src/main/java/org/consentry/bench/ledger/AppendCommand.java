package org.consentry.bench.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench ledger append}. */
@Command(
        name = "append",
        description = {
            "Appends as a gateway does: writers commit small transactions, one thread gives indexes, another signs, has"
                    + " cosigned and publishes.",
            "Prints entries per second, also of the slowest minute, and how long an entry waited for its index and for a"
                    + " checkpoint. With a rate, the time runs from when the writer was due, so that a writer which was"
                    + " held up is counted whole. Then reads the log that came of it."
        },
        mixinStandardHelpOptions = true)
final class AppendCommand implements Callable<Integer> {
    private static final int ASKED = 3_000;

    @Option(names = "--seconds", defaultValue = "60", description = "How long is measured: ${DEFAULT-VALUE}.")
    private int seconds = 60;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds before that: ${DEFAULT-VALUE}.")
    private int warmUp = 30;

    @Option(names = "--writers", defaultValue = "8", description = "Threads that commit: ${DEFAULT-VALUE}.")
    private int writers = 8;

    @Option(names = "--entries", defaultValue = "16", description = "Entries a transaction: ${DEFAULT-VALUE}.")
    private int entries = 16;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Entries a second offered; 0: as fast as it goes, at most 20,000 waiting.")
    private int rate;

    @Option(names = "--witnesses", defaultValue = "0", description = "Witnesses on this machine: ${DEFAULT-VALUE}.")
    private int witnesses;

    @Option(names = "--quorum", defaultValue = "0", description = "How many must cosign; 0: all but one.")
    private int quorum;

    @Option(
            names = "--publish-every",
            defaultValue = "100",
            description = "Least milliseconds between two checkpoints, as gateway.ledger.publish-interval:"
                    + " ${DEFAULT-VALUE}.")
    private int publishEvery = 100;

    @Option(names = "--records", defaultValue = "100000", description = "What entries are about: ${DEFAULT-VALUE}.")
    private int records = 100_000;

    @Option(names = "--database", paramLabel = "URL", description = "jdbc:postgresql://… instead of one of its own.")
    private Optional<String> database = Optional.empty();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (writers < 1 || entries < 1 || entries > 4_096 || seconds < 1 || quorum > witnesses) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Numbers that cannot be measured");
        }
        try (OwnDatabase own = OwnDatabase.open(database, writers + 8)) {
            PostgresLedgerStore store = PostgresLedgerStore.open(own.pool(), MadeEntries.ORIGIN);
            int needed = quorum > 0 ? quorum : Math.max(1, witnesses - 1);
            Appending appending = new Appending(
                    own.pool(), store, OwnWitnesses.start(witnesses, needed), Duration.ofMillis(publishEvery));
            System.out.println(own.durability());
            System.out.printf(
                    "%d writers x %d entries, offered %s, %d witnesses, %d s after %d s of warm-up%n",
                    writers, entries, rate == 0 ? "all that goes" : rate + "/s", witnesses, seconds, warmUp);
            appending
                    .run(
                            new Appending.Shape(writers, entries, rate, records),
                            Duration.ofSeconds(warmUp),
                            Duration.ofSeconds(seconds))
                    .forEach(System.out::println);
            reading(store);
        }
        return 0;
    }

    private void reading(PostgresLedgerStore store) {
        LedgerReader reader = new LedgerReader(store);
        MadeEntries made = new MadeEntries(records);
        long size = store.head().size();
        System.out.printf("reading the log of %,d entries%n", size);
        System.out.println(Latencies.of("receipt", ASKED, i -> reader.proof(made.below(size)))
                .line());
        System.out.println(Latencies.of(
                        "all entries of a record",
                        ASKED,
                        i -> reader.entriesOf(Set.of(made.subject()), Long.MAX_VALUE, 1_000))
                .line());
    }
}
