package org.consentry.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.StoreFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database whose disk is full for one of the log's tables. */
class DatabaseFaultsTests {
    private final DataSource database = EmbeddedDatabase.create();
    private final PostgresLedgerStore store = PostgresLedgerStore.open(database, Samples.ORIGIN);
    private final Publisher publisher = new Publisher(store, Samples.KEY, Cosigners.none());
    private final Sequencer sequencer = new Sequencer(store, publisher, 100);

    @ParameterizedTest
    @ValueSource(strings = {"ledger_pending", "ledger_entry", "ledger_tile", "ledger_log", "ledger_checkpoint"})
    void promisesNothingWhileTheDiskIsFullAndGoesOnAfterwards(String table) throws SQLException {
        store.submit(Samples.entries(0, 3));
        sequencer.sequenceOnce();
        Optional<Long> publishedBefore = store.published().map(checkpoint -> checkpoint.size());
        fill(table);

        assertThatThrownBy(() -> {
                    store.submit(Samples.entries(3, 6));
                    sequencer.sequenceOnce();
                })
                .isInstanceOf(StoreFailure.class);

        assertThat(store.published().map(checkpoint -> checkpoint.size())).isEqualTo(publishedBefore);
        EmbeddedDatabase.execute(database, "DROP TRIGGER full_disk ON " + table);
        store.submit(Samples.entries(3, 6));
        assertThat(sequencer.sequenceOnce().publishing()).isInstanceOf(Publishing.Published.class);
        assertLogged(6);
    }

    /** The error that a server gives whose disk is full, from the server itself. */
    private void fill(String table) throws SQLException {
        EmbeddedDatabase.execute(database, """
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
                CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %s
                FOR EACH ROW EXECUTE FUNCTION full_disk();
                """.formatted(table));
    }

    private void assertLogged(int entries) {
        List<LoggedEntry> logged = store.entries(0, 100);
        assertThat(logged).extracting(LoggedEntry::entry).isEqualTo(Samples.entries(0, entries));
        assertThat(logged)
                .extracting(LoggedEntry::index)
                .isEqualTo(LongStream.range(0, entries).boxed().toList());
    }
}
