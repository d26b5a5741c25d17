package org.consentry.spark;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.consentry.mappers.deidentify.PatientRegister;

/**
 * How a worker reads a stretch of the store.
 *
 * @param run what the gateway opened
 */
record StoreReading(Store.Account account, String run) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FETCH = 500;

    /** What concerns nobody comes first of all and may be much: it is cut into lots of so many. */
    private static final int OF_NOBODY = 1_000;

    /** The stretch's patients, one after another; the connection ends with the task. */
    Iterator<Lot> lots(long after, long upTo) throws SQLException {
        Connection connection = account.open();
        TaskContext.get().addTaskCompletionListener(task -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        PreparedStatement statement = connection.prepareStatement(
                "SELECT subject, codec, wanted, deleted, body, type FROM cluster_records(?, ?, ?)");
        statement.setFetchSize(FETCH);
        statement.setString(1, run);
        statement.setLong(2, after);
        statement.setLong(3, upTo);
        return new Lots(statement.executeQuery());
    }

    private static final class Lots implements Iterator<Lot> {
        private final ResultSet rows;
        private boolean there;

        Lots(ResultSet rows) throws SQLException {
            this.rows = rows;
            this.there = rows.next();
        }

        @Override
        public boolean hasNext() {
            return there;
        }

        @Override
        public Lot next() {
            if (!there) {
                throw new NoSuchElementException();
            }
            List<Lot.Line> lines = new ArrayList<>();
            List<String> deleted = new ArrayList<>();
            try {
                long subject = rows.getLong(1);
                do {
                    String gone = rows.getString(4);
                    if (gone == null) {
                        byte[] json = Bodies.json(rows.getShort(2), rows.getBytes(5));
                        lines.add(new Lot.Line(PatientRegister.type(json), json, rows.getBoolean(3)));
                    } else {
                        deleted.add(gone);
                    }
                    there = rows.next();
                } while (there && rows.getLong(1) == subject && (subject != 0 || lines.size() < OF_NOBODY));
            } catch (SQLException e) {
                throw new IllegalStateException("the store broke off, or the run was withdrawn", e);
            }
            return new Lot(lines, deleted);
        }
    }
}
