package org.consentry.spark;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/*
 * The gateway's store, read by the cluster: stretches of the shard key, each by the worker that takes it, all under the one
 * snapshot that the driver exports and holds open. What may be read is decided in the database (cluster_records), by the
 * rule of the gateway's own exports, for the run that was opened at the gateway; without it, and beyond it, the account of the job
 * can read nothing.
 *
 * A worker's task that is done again reads the same snapshot. A driver that dies ends the snapshot, and the job with it.
 */
final class Store implements Source {
    private final Account account;
    private final String run;
    private final String policy;
    private final Set<String> types;
    private final int parts;
    private final Connection held;
    private final String snapshot;

    /** How the database is reached; goes to the workers. */
    record Account(String url, String user, String password) implements Serializable {
        private static final long serialVersionUID = 1L;

        Connection open() throws SQLException {
            Connection connection = DriverManager.getConnection(url, user, password);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        }

        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    /** A stretch of the shard key, without its beginning and with its end. */
    record Range(long after, long upTo) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private Store(
            Account account,
            String run,
            String policy,
            Set<String> types,
            int parts,
            Connection held,
            String snapshot) {
        this.account = account;
        this.run = run;
        this.policy = policy;
        this.types = types;
        this.parts = parts;
        this.held = held;
        this.snapshot = snapshot;
    }

    /**
     * The store as it is now.
     *
     * @param run what the gateway opened
     * @param parts into how many stretches it is cut
     * @throws IOException also when no such run is open
     */
    static Store open(Account account, String run, int parts) throws IOException {
        try {
            Connection held = account.open();
            try (PreparedStatement statement =
                    held.prepareStatement("SELECT pg_export_snapshot(), policy, types FROM cluster_terms(?)")) {
                statement.setString(1, run);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Store(
                            account,
                            run,
                            row.getString(2),
                            Set.of((String[]) row.getArray(3).getArray()),
                            parts,
                            held,
                            row.getString(1));
                }
            } catch (SQLException e) {
                held.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("the store could not be opened: is the run open?", e);
        }
    }

    @Override
    public Optional<String> policy() {
        return Optional.of(policy);
    }

    @Override
    public Set<String> types() {
        return types;
    }

    @Override
    public JavaRDD<String> lines(SparkSession spark) {
        List<Range> ranges = ranges();
        StoreReading reading = new StoreReading(account, run, snapshot);
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(ranges, Math.max(1, ranges.size()))
                .flatMap(reading::lines);
    }

    @Override
    public void ended(boolean clean, Map<String, Long> counts) throws IOException {
        String told = counts.entrySet().stream()
                .map(count -> "\"" + count.getKey() + "\":" + count.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        // Beside the snapshot, which does not see a withdrawal.
        try (Connection connection = account.open()) {
            connection.setReadOnly(false);
            try (PreparedStatement statement = connection.prepareStatement("SELECT cluster_ended(?, ?, ?::jsonb)")) {
                statement.setString(1, run);
                statement.setBoolean(2, clean);
                statement.setString(3, told);
                statement.execute();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("the run is no longer open; nothing was released", e);
        }
    }

    private List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        try (PreparedStatement statement = held.prepareStatement("SELECT after, up_to FROM cluster_ranges(?, ?)")) {
            statement.setString(1, run);
            statement.setInt(2, parts);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ranges.add(new Range(rows.getLong(1), rows.getLong(2)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the store's stretches could not be read", e);
        }
        return ranges;
    }

    @Override
    public void close() throws IOException {
        try {
            held.close();
        } catch (SQLException e) {
            throw new IOException("the store could not be left", e);
        }
    }
}
