package org.consentry.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.StoreFailure;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.TileTree;
import org.junit.jupiter.api.Test;

/**
 * A process that writes, sequences, signs and publishes is killed before and after every call it makes to the database.
 * Another process then goes on, by the ordinary path. What was acknowledged is in the log, once, at the index it had; what
 * was published is continued.
 */
class CrashTests {
    private static final int STEP = 3;

    private final DataSource database = EmbeddedDatabase.create();
    private final PostgresLedgerStore survivor = PostgresLedgerStore.open(database, Samples.ORIGIN);
    private int acknowledged;
    private int next;

    @Test
    void losesNothingAndForksNothingWhereverItIsKilled() throws SQLException {
        int deaths = 0;
        for (FaultyDataSource.When when : FaultyDataSource.When.values()) {
            for (int call = 0; ; call++) {
                List<LoggedEntry> before = survivor.entries(0, 10_000);
                FaultyDataSource faulty = new FaultyDataSource(database, call, when);
                live(faulty.asDataSource());
                checkRecovery(before);
                if (!faulty.hasDied()) {
                    break;
                }
                deaths++;
            }
        }
        assertThat(deaths).isGreaterThan(30);
        everyCheckpointIsContinuedByTheNext();
    }

    private void live(DataSource process) throws SQLException {
        List<Entry> entries = Samples.entries(next, next + STEP);
        next += STEP;
        try {
            PostgresLedgerStore store = PostgresLedgerStore.open(process, Samples.ORIGIN);
            try (Connection connection = process.getConnection()) {
                connection.setAutoCommit(false);
                store.inbox().append(connection, entries);
                connection.commit();
                acknowledged = next;
            }
            new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 100).sequenceOnce();
        } catch (SQLException | StoreFailure killed) {
            // What it had promised counts, and nothing else.
            assertThat(killed).hasStackTraceContaining("killed");
        }
    }

    private void checkRecovery(List<LoggedEntry> before) {
        survivor.submit(Samples.entries(next, next + 1));
        next++;
        Publisher publisher = new Publisher(survivor, Samples.KEY, Cosigners.none());

        assertThat(new Sequencer(survivor, publisher, 100).sequenceOnce().publishing())
                .isInstanceOf(Publishing.Published.class);
        List<LoggedEntry> after = survivor.entries(0, 10_000);
        assertThat(after.subList(0, before.size())).isEqualTo(before);
        assertThat(after)
                .extracting(LoggedEntry::index)
                .isEqualTo(
                        IntStream.range(0, after.size()).mapToObj(i -> (long) i).toList());
        assertThat(after.stream().map(LoggedEntry::entry).distinct()).hasSize(after.size());
        if (acknowledged == next - 1) {
            assertThat(after).extracting(LoggedEntry::entry).containsAll(Samples.entries(next - 1 - STEP, next));
        }
    }

    private void everyCheckpointIsContinuedByTheNext() {
        List<SignedCheckpoint> published =
                survivor.checkpoints(Long.MAX_VALUE, 10_000).reversed();
        for (int i = 1; i < published.size(); i++) {
            TreeHead older = published.get(i - 1).checkpoint().head();
            TreeHead newer = published.get(i).checkpoint().head();
            assertThat(new TileTree(newer.size(), survivor)
                            .consistency(older.size())
                            .links(older, newer))
                    .isTrue();
        }
    }
}
