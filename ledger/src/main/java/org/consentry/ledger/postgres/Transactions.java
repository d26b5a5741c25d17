package org.consentry.ledger.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.consentry.ledger.log.StoreFailure;

/** Runs work on a connection of its own: one transaction, read committed. */
record Transactions(DataSource dataSource) {
    private static final String BEGIN =
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = ";

    /** Work that may fail as JDBC does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Reads; every statement sees what was committed when it began. */
    <T> T read(String doing, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            // A pool may hand out connections with auto-commit off; then the snapshot must not outlive the question.
            boolean auto = connection.getAutoCommit();
            if (!auto) {
                connection.setAutoCommit(true);
            }
            try {
                return work.run(connection);
            } finally {
                if (!auto) {
                    connection.setAutoCommit(false);
                }
            }
        } catch (SQLException failure) {
            throw new StoreFailure("could not " + doing, failure);
        }
    }

    /** Writes; commits if the work returns and rolls back if it throws. Durable when it returns. */
    <T> T write(String doing, Work<T> work) {
        return write(doing, "on", work);
    }

    /** As {@link #write}, but does not wait for the disk: durable when any later {@code write} has returned. */
    <T> T writeUnsettled(String doing, Work<T> work) {
        return write(doing, "off", work);
    }

    private <T> T write(String doing, String waits, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean auto = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                // In SQL and in one message: the driver would ask the server three times to set and restore the same.
                Statements.run(connection, BEGIN + waits);
                T result = work.run(connection);
                connection.commit();
                return result;
            } finally {
                // After a commit this does nothing; after a failure it undoes everything.
                connection.rollback();
                connection.setAutoCommit(auto);
            }
        } catch (SQLException failure) {
            throw new StoreFailure("could not " + doing, failure);
        }
    }
}
