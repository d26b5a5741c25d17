package org.consentry.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LedgerStore;
import org.consentry.ledger.log.LedgerStoreContract;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.log.StoreFailure;
import org.junit.jupiter.api.Test;

class PostgresLedgerStoreTests extends LedgerStoreContract {
    private final DataSource database = EmbeddedDatabase.create();

    @Override
    protected LedgerStore open() {
        return PostgresLedgerStore.open(database, Samples.ORIGIN);
    }

    @Override
    protected LedgerStore reopen(LedgerStore store) {
        return open();
    }

    @Test
    void forgetsEntriesOfATransactionThatRolledBack() throws SQLException {
        PostgresLedgerStore store = PostgresLedgerStore.open(database, Samples.ORIGIN);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            store.inbox().append(connection, Samples.entries(0, 3));
            connection.rollback();
        }

        assertThat(store.sequence(10)).isInstanceOf(Sequencing.Idle.class);
    }

    @Test
    void doesNotWaitForAWriterThatHasNotCommitted() throws SQLException {
        PostgresLedgerStore store = PostgresLedgerStore.open(database, Samples.ORIGIN);
        try (Connection slow = database.getConnection()) {
            slow.setAutoCommit(false);
            store.inbox().append(slow, List.of(Samples.entry(0)));
            store.submit(List.of(Samples.entry(1)));

            store.sequence(10);
            assertThat(store.indexOf(Samples.entry(1).digest())).hasValue(0);

            slow.commit();
            store.sequence(10);
            assertThat(store.indexOf(Samples.entry(0).digest())).hasValue(1);
        }
    }

    @Test
    void letsOneSequencerWorkAtATime() throws SQLException {
        PostgresLedgerStore store = PostgresLedgerStore.open(database, Samples.ORIGIN);
        store.submit(Samples.entries(0, 3));
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            new SequencingTransaction(other, (short) 1).run(10);

            assertThat(store.sequence(10)).isInstanceOf(Sequencing.Contended.class);
            assertThat(store.head().size()).isZero();

            other.commit();
        }
        assertThat(store.head().size()).isEqualTo(3);
    }

    @Test
    void refusesToBuildOnADamagedEdge() throws SQLException {
        PostgresLedgerStore store = PostgresLedgerStore.open(database, Samples.ORIGIN);
        store.submit(Samples.entries(0, 3));
        store.sequence(10);
        EmbeddedDatabase.execute(
                database, "UPDATE ledger_tile SET hashes = set_byte(hashes, 0, 1 + get_byte(hashes, 0) % 200)");
        store.submit(Samples.entries(3, 4));

        assertThatThrownBy(() -> store.sequence(10)).isInstanceOf(StoreFailure.class);
        assertThat(store.head().size()).isEqualTo(3);
    }

    @Test
    void refusesADigestThatIsNotItsEntrys() {
        PostgresLedgerStore.open(database, Samples.ORIGIN);

        assertThatThrownBy(() -> EmbeddedDatabase.execute(database, """
                        INSERT INTO ledger_pending (log, digest, submission, position, kind, at, bytes)
                        VALUES (1, sha256('a'), 1, 0, 1, 0, 'b')
                        """))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("check constraint");
    }

    @Test
    void keepsSeveralLogsApart() {
        PostgresLedgerStore one = PostgresLedgerStore.open(database, Samples.ORIGIN);
        PostgresLedgerStore other = PostgresLedgerStore.open(database, "ledger.example/other");
        one.submit(Samples.entries(0, 3));
        other.submit(Samples.entries(0, 5));

        one.sequence(10);
        other.sequence(10);

        assertThat(one.head().size()).isEqualTo(3);
        assertThat(other.head().size()).isEqualTo(5);
    }

    @Test
    void givesTheSameReceiptForeverFromTwoReplicas() {
        PostgresLedgerStore first = PostgresLedgerStore.open(database, Samples.ORIGIN);
        PostgresLedgerStore second = PostgresLedgerStore.open(database, Samples.ORIGIN);
        Sequencer sequencer = new Sequencer(first, new Publisher(first, Samples.KEY, Cosigners.none()), 100);
        Sequencer other = new Sequencer(second, new Publisher(second, Samples.KEY, Cosigners.none()), 100);

        first.submit(Samples.entries(0, 5));
        assertThat(sequencer.sequenceOnce().publishing()).isInstanceOf(Publishing.Published.class);
        ProofAnswer before = new LedgerReader(first).proof(Samples.entry(2).digest());
        second.submit(Samples.entries(5, 9));
        assertThat(other.sequenceOnce().publishing()).isInstanceOf(Publishing.Published.class);

        assertThat(new LedgerReader(second).proof(2)).isEqualTo(before);
        assertThat(sequencer.sequenceOnce().publishing()).isInstanceOf(Publishing.UpToDate.class);
    }
}
