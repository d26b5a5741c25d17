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
            SELECT %d, e.digest, s.submission, e.position, e.kind, e.subject, e.at, e.bytes
            FROM (SELECT nextval('ledger_submission') AS submission) s,
                 unnest(?::bytea[], ?::integer[], ?::smallint[], ?::bytea[], ?::bigint[], ?::bytea[])
                     AS e (digest, position, kind, subject, at, bytes)
            ON CONFLICT (log, digest) DO NOTHING""";

    private final String insert;

    PostgresInbox(short log) {
        this.insert = INSERT.formatted(log);
    }

    /**
     * An INSERT that the caller sends itself, maybe as a part of a larger statement.
     *
     * @param sql whose placeholders are the columns
     * @param columns an array for each, with a value for each row
     */
    public record Addition(String sql, List<Column> columns) {}

    /**
     * An array.
     *
     * @param type PostgreSQL's name of the values' type
     * @param values of the class that belongs to the type, such as {@code Long[]} or {@code byte[][]}: the driver sends
     *     others as text
     */
    public record Column(String type, Object[] values) {}

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
        Addition addition = addition(entries);
        try (PreparedStatement statement = transaction.prepareStatement(addition.sql())) {
            int parameter = 1;
            for (Column column : addition.columns()) {
                statement.setArray(parameter++, transaction.createArrayOf(column.type(), column.values()));
            }
            statement.executeUpdate();
        }
    }

    /**
     * As {@link #append}, for a caller who sends it with statements of its own.
     *
     * @param entries at least one
     */
    public Addition addition(Collection<Entry> entries) {
        List<Row> rows = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            rows.add(new Row(rows.size(), entry, entry.digest()));
        }
        // In the order of digests, so that two transactions adding the same entries never wait for each other in turn.
        rows.sort(Comparator.comparing(Row::digest));
        return new Addition(
                insert,
                List.of(
                        bytes(rows, row -> Optional.of(row.digest().bytes())),
                        new Column("int4", rows.stream().map(Row::position).toArray(Integer[]::new)),
                        new Column(
                                "int2",
                                rows.stream()
                                        .map(row -> (short) row.entry().kind().code())
                                        .toArray(Short[]::new)),
                        bytes(rows, row -> row.entry().subject().map(about -> about.mac()
                                .bytes())),
                        new Column(
                                "int8",
                                rows.stream()
                                        .map(row -> row.entry().time().toEpochMilli())
                                        .toArray(Long[]::new)),
                        bytes(rows, row -> Optional.of(row.entry().bytes()))));
    }

    private record Row(int position, Entry entry, Hash digest) {}

    private static Column bytes(List<Row> rows, Function<Row, Optional<byte[]>> column) {
        // The driver takes byte[][] only, not Object[] of byte[].
        byte[][] values =
                rows.stream().map(row -> column.apply(row).orElse(null)).toArray(byte[][]::new);
        return new Column("bytea", values);
    }
}
