package org.consentry.spark;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/*
 * The gateway's store, read by the cluster: stretches of the shard key, each by the worker that takes it. What may be read is
 * decided in the database (cluster_records), by the rule of the gateway's own exports, for the run that was opened at the gateway,
 * and anew with every stretch: nobody who has objected since is in the next one. Without an open run, and beyond it, the account
 * of the job can read nothing.
 *
 * A patient's resources lie in one stretch and come one after another, so nothing goes from worker to worker. The stretches are
 * not of one moment: what was there at the run's transaction time and still is is in, because patients keep their places, and
 * what was written since may be, or comes with a later run since then. A task that is done again reads anew.
 */
final class Store implements Source {
    private final Account account;
    private final String run;
    private final String policy;
    private final Instant transactionTime;
    private final int parts;

    /** How the database is reached; goes to the workers. */
    record Account(String url, String user, String password) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** To read: of several hosts in the URL, from a replica if one answers. */
        Connection open() throws SQLException {
            return open("preferSecondary");
        }

        /** To tell how it ended, which a replica cannot take. */
        Connection openPrimary() throws SQLException {
            return open("primary");
        }

        private Connection open(String host) throws SQLException {
            Properties asked = new Properties();
            asked.setProperty("user", user);
            asked.setProperty("password", password);
            asked.setProperty("targetServerType", host);
            Connection connection = DriverManager.getConnection(url, asked);
            connection.setAutoCommit(false);
            return connection;
        }

        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    private Store(Account account, String run, String policy, Instant transactionTime, int parts) {
        this.account = account;
        this.run = run;
        this.policy = policy;
        this.transactionTime = transactionTime;
        this.parts = parts;
    }

    /**
     * The store as a run may see it.
     *
     * @param run what the gateway opened
     * @param parts into how many stretches it is cut
     * @throws IOException also when no such run is open
     */
    static Store open(Account account, String run, int parts) throws IOException {
        try (Connection connection = account.open();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT policy, transaction_time FROM cluster_terms(?)")) {
            statement.setString(1, run);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Store(
                        account, run, row.getString(1), row.getTimestamp(2).toInstant(), parts);
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
    public Optional<Instant> transactionTime() {
        return Optional.of(transactionTime);
    }

    @Override
    public JavaRDD<Lot> lots(SparkSession spark) {
        List<long[]> ranges = ranges();
        StoreReading reading = new StoreReading(account, run);
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(ranges, Math.max(1, ranges.size()))
                .flatMap(range -> reading.lots(range[0], range[1]));
    }

    @Override
    public void ended(boolean clean, Map<String, Long> counts) throws IOException {
        String told = counts.entrySet().stream()
                .map(count -> "\"" + count.getKey() + "\":" + count.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        try (Connection connection = account.openPrimary();
                PreparedStatement statement = connection.prepareStatement("SELECT cluster_ended(?, ?, ?::jsonb)")) {
            statement.setString(1, run);
            statement.setBoolean(2, clean);
            statement.setString(3, told);
            statement.execute();
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("the run is no longer open, or the primary does not answer; nothing was released", e);
        }
    }

    /** Stretches of the shard key, without their beginnings and with their ends. */
    private List<long[]> ranges() {
        List<long[]> ranges = new ArrayList<>();
        try (Connection connection = account.open();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT after, up_to FROM cluster_ranges(?, ?)")) {
            statement.setString(1, run);
            statement.setInt(2, parts);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ranges.add(new long[] {rows.getLong(1), rows.getLong(2)});
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the store's stretches could not be read", e);
        }
        return ranges;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
