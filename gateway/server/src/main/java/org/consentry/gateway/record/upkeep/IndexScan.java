package org.consentry.gateway.record.upkeep;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.index.IndexRows.DateRow;
import org.consentry.gateway.record.index.IndexRows.QuantityRow;
import org.consentry.gateway.record.index.IndexRows.ReferenceRow;
import org.consentry.gateway.record.index.IndexRows.TextRow;
import org.consentry.gateway.record.index.IndexRows.TokenRow;
import org.consentry.gateway.record.row.Body;
import org.consentry.gateway.record.row.PoolSessions;
import org.consentry.gateway.record.row.Row;
import org.jspecify.annotations.Nullable;

/*
 * Reads every resource with the index rows that stand for it, from one snapshot and in constant memory.
 *
 * Index rows are not stored by resource: each table has one B-tree, by what is searched. So each table is sorted by
 * resource once (PostgreSQL does that on disk) and the six streams are read side by side, like the pages of six books.
 * An index by resource would cost a tenth of every import, for the sake of a job that runs a few times a year.
 */
final class IndexScan {
    private static final int FETCH = 1_000;
    private static final String BEYOND = " WHERE (subject, rid) > (?, ?) ORDER BY subject, rid";

    private final DataSource dataSource;

    IndexScan(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Takes what is there. */
    interface Visitor {
        /**
         * A resource, current or deleted, and the rows its index holds.
         *
         * @return false to stop
         */
        boolean resource(Row row, long self, IndexRows stored);

        /** Index rows of what is no resource. @return false to stop */
        boolean orphan(long subject, long rid, IndexRows stored);
    }

    /** Visits everything beyond a key, in key order. */
    void run(long subject, long rid, Visitor visitor) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                PoolSessions.lift(connection);
                visit(connection, subject, rid, visitor);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new org.springframework.jdbc.UncategorizedSQLException("index scan", null, e);
        }
    }

    private static void visit(Connection connection, long subject, long rid, Visitor visitor) throws SQLException {
        List<Stream> streams = new ArrayList<>();
        try (Stream resources = new Stream(
                connection,
                "SELECT subject, rid, r.* FROM (SELECT " + Row.COLUMNS + ", r.self FROM resource r) r",
                subject,
                rid,
                null)) {
            streams.add(index(
                    connection,
                    "token",
                    "parameter, code, system",
                    subject,
                    rid,
                    (rows, r) -> rows.tokens.add(new TokenRow(r.getInt(3), r.getLong(4), r.getInt(5)))));
            streams.add(index(
                    connection,
                    "string",
                    "parameter, value, exact",
                    subject,
                    rid,
                    (rows, r) -> rows.texts.add(new TextRow(r.getInt(3), r.getString(4), r.getInt(5)))));
            streams.add(index(
                    connection,
                    "date",
                    "parameter, low, high",
                    subject,
                    rid,
                    (rows, r) -> rows.dates.add(new DateRow(r.getInt(3), r.getLong(4), r.getLong(5)))));
            streams.add(index(
                    connection,
                    "quantity",
                    "parameter, low, high, system, code",
                    subject,
                    rid,
                    (rows, r) -> rows.quantities.add(
                            new QuantityRow(r.getInt(3), r.getDouble(4), r.getDouble(5), r.getInt(6), r.getInt(7)))));
            streams.add(index(
                    connection,
                    "reference",
                    "parameter, target",
                    subject,
                    rid,
                    (rows, r) -> rows.references.add(new ReferenceRow(r.getInt(3), r.getLong(4)))));
            merge(resources, streams, visitor);
        } finally {
            for (Stream stream : streams) {
                stream.close();
            }
        }
    }

    private static Stream index(
            Connection connection, String table, String columns, long subject, long rid, Collector collector)
            throws SQLException {
        return new Stream(connection, "SELECT subject, rid, " + columns + " FROM " + table, subject, rid, collector);
    }

    private static void merge(Stream resources, List<Stream> indexes, Visitor visitor) throws SQLException {
        while (true) {
            Stream least = resources;
            for (Stream index : indexes) {
                if (index.isBefore(least)) {
                    least = index;
                }
            }
            if (least.ended) {
                return;
            }
            long subject = least.subject;
            long rid = least.rid;
            IndexRows stored = new IndexRows();
            for (Stream index : indexes) {
                index.collect(subject, rid, stored);
            }
            boolean goOn;
            if (resources.isAt(subject, rid)) {
                ResultSet row = resources.rows;
                goOn = visitor.resource(read(row), row.getLong(13), stored);
                resources.next();
            } else {
                goOn = visitor.orphan(subject, rid, stored);
            }
            if (!goOn) {
                return;
            }
        }
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getLong(8),
                row.getString(9),
                row.getString(10),
                new Body(row.getShort(11), row.getBytes(12)));
    }

    private interface Collector {
        void add(IndexRows rows, ResultSet row) throws SQLException;
    }

    /** One table in key order; stands on a row until it has ended. */
    private static final class Stream implements AutoCloseable {
        private final PreparedStatement statement;
        private final ResultSet rows;
        private final @Nullable Collector collector;
        private long subject;
        private long rid;
        private boolean ended;

        Stream(Connection connection, String select, long subject, long rid, @Nullable Collector collector)
                throws SQLException {
            this.collector = collector;
            statement = connection.prepareStatement(select + BEYOND);
            statement.setFetchSize(FETCH);
            statement.setLong(1, subject);
            statement.setLong(2, rid);
            rows = statement.executeQuery();
            next();
        }

        void next() throws SQLException {
            ended = !rows.next();
            if (!ended) {
                subject = rows.getLong(1);
                rid = rows.getLong(2);
            }
        }

        boolean isAt(long otherSubject, long otherRid) {
            return !ended && subject == otherSubject && rid == otherRid;
        }

        boolean isBefore(Stream other) {
            if (ended || other.ended) {
                return !ended;
            }
            return subject != other.subject ? subject < other.subject : rid < other.rid;
        }

        void collect(long atSubject, long atRid, IndexRows into) throws SQLException {
            while (collector != null && isAt(atSubject, atRid)) {
                collector.add(into, rows);
                next();
            }
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
