package org.consentry.ledger.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One PostgreSQL for all tests of a run, with durable settings, and an empty schema for each. */
public final class EmbeddedDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private EmbeddedDatabase() {}

    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return durable().start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** A server as people run it: the library's defaults are for speed and lose data in a power cut. */
    static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1");
    }

    /** Makes the ledger's tables. */
    static void prepare(DataSource database) throws SQLException {
        execute(database, migration());
    }

    /** A new schema with the ledger's tables; a database each would take most of the run to create and flush. */
    public static DataSource create() {
        try {
            String schema = "ledger_" + COUNT.incrementAndGet();
            execute(Server.RUNNING.getPostgresDatabase(), "CREATE SCHEMA " + schema);
            DataSource database = Server.RUNNING.getDatabase("postgres", "postgres", Map.of("currentSchema", schema));
            prepare(database);
            return database;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Runs statements in a transaction of their own. */
    public static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String migration() {
        try (var in =
                Objects.requireNonNull(EmbeddedDatabase.class.getResourceAsStream("/db/migration/V200__ledger.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
