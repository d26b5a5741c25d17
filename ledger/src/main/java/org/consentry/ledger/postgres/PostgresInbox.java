package org.consentry.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.merkle.Hash;

/*
 * Why there is an inbox. The index of an entry is known only when all before it are, so giving indexes in the caller's
 * transaction would make every writer hold the log's lock until its commit is on disk: one fsync after the other, a few
 * hundred a second. Here the caller only adds a row, and any number commit together.
 *
 * Why it does not NOTIFY. PostgreSQL lets only one transaction at a time commit that has a notification, which would put
 * the same lock back. The process that commits calls its sequencer; that one notifies, once a batch, those who wait for
 * receipts.
 */
/** Adds entries to the log inside the caller's transaction. Made by {@link PostgresLedgerStore#inbox()}. */
public final class PostgresInbox {
    private static final String INSERT = """
            INSERT INTO ledger_pending (log, digest, submission, position, kind, subject, at, bytes)
            SELECT ?, e.digest, s.submission, e.position, e.kind, e.subject, e.at, e.bytes
            FROM (SELECT nextval('ledger_submission') AS submission) s,
                 unnest(?::bytea[], ?::integer[], ?::smallint[], ?::bytea[], ?::bigint[], ?::bytea[])
                     AS e (digest, position, kind, subject, at, bytes)
            ON CONFLICT (log, digest) DO NOTHING
            """;

    private final short log;

    PostgresInbox(short log) {
        this.log = log;
    }

    /**
     * Adds entries, to be indexed in the given order soon after the caller commits.
     *
     * <p>Commits nothing and rolls nothing back. Waits only for another transaction that is adding an entry with the same
     * digest. A digest that waits or is logged already changes nothing. After the commit the caller calls its {@link
     * org.consentry.ledger.log.Sequencer}.
     *
     * @throws SQLException as the driver throws it, for the caller's own handling of its transaction
     */
    public void append(Connection transaction, Collection<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        List<Row> rows = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            rows.add(new Row(rows.size(), entry, entry.digest()));
        }
        // In the order of digests, so that two transactions adding the same entries never wait for each other in turn.
        rows.sort(Comparator.comparing(Row::digest));
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            insert.setShort(1, log);
            Columns columns = new Columns(insert, rows);
            columns.bytes(2, row -> Optional.of(row.digest().bytes()));
            columns.numbers(3, "int4", Row::position);
            columns.numbers(4, "int2", row -> (short) row.entry().kind().code());
            columns.bytes(
                    5, row -> row.entry().subject().map(about -> about.mac().bytes()));
            columns.numbers(6, "int8", row -> row.entry().time().toEpochMilli());
            columns.bytes(7, row -> Optional.of(row.entry().bytes()));
            insert.executeUpdate();
        }
    }

    private record Row(int position, Entry entry, Hash digest) {}

    /** Rows turned into one array a column: one statement whatever their number. */
    private record Columns(PreparedStatement statement, List<Row> rows) {
        void numbers(int parameter, String type, Function<Row, Number> column) throws SQLException {
            set(parameter, type, rows.stream().map(column).toArray());
        }

        void bytes(int parameter, Function<Row, Optional<byte[]>> column) throws SQLException {
            // The driver takes byte[][] only, not Object[] of byte[].
            byte[][] values =
                    rows.stream().map(row -> column.apply(row).orElse(null)).toArray(byte[][]::new);
            set(parameter, "bytea", values);
        }

        private void set(int parameter, String type, Object[] values) throws SQLException {
            statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
        }
    }
}
