package org.consentry.spark;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;

/**
 * How a worker reads a stretch of the store.
 *
 * @param run what the gateway opened
 * @param snapshot the driver's, under which all read
 */
record StoreReading(Store.Account account, String run, String snapshot) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FETCH = 500;

    StoreReading {
        if (!snapshot.matches("[0-9A-F-]+")) {
            throw new IllegalArgumentException("a snapshot's name has hexadecimal digits");
        }
    }

    /** The stretch's resources, one after another; the connection ends with the task. */
    Iterator<String> lines(Store.Range range) throws SQLException {
        Connection connection = account.open();
        TaskContext.get().addTaskCompletionListener(task -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
        }
        PreparedStatement statement = connection.prepareStatement("SELECT codec, body FROM cluster_records(?, ?, ?)");
        statement.setFetchSize(FETCH);
        statement.setString(1, run);
        statement.setLong(2, range.after());
        statement.setLong(3, range.upTo());
        return new Lines(statement.executeQuery());
    }

    private static final class Lines implements Iterator<String> {
        private final ResultSet rows;
        private boolean there;

        Lines(ResultSet rows) throws SQLException {
            this.rows = rows;
            this.there = rows.next();
        }

        @Override
        public boolean hasNext() {
            return there;
        }

        @Override
        public String next() {
            if (!there) {
                throw new NoSuchElementException();
            }
            try {
                String line = Bodies.json(rows.getShort(1), rows.getBytes(2));
                there = rows.next();
                return line;
            } catch (SQLException e) {
                throw new IllegalStateException("the store broke off", e);
            }
        }
    }
}
