package org.consentry.gateway;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Real PostgreSQL for tests: one server per JVM, durable as in production, and a database of its own, migrated, for
 * whoever asks. Databases are copied from a migrated template, which takes a fraction of a second.
 */
public final class TestDatabase implements AutoCloseable {
    private static final String TEMPLATE = "consentry_template";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;

    private final HikariDataSource dataSource;

    private TestDatabase(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A new, migrated and empty database. */
    public static TestDatabase fresh() {
        EmbeddedPostgres postgres = server();
        String name = "test_" + NUMBER.incrementAndGet();
        run(postgres, "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", name));
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        return new TestDatabase(new HikariDataSource(config));
    }

    /** The pool of connections to this database. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** For {@code spring.datasource.url}; user {@code postgres}, no password. */
    public String jdbcUrl() {
        return dataSource.getJdbcUrl();
    }

    @Override
    public void close() {
        dataSource.close();
    }

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            server = start();
            run(server, "CREATE DATABASE " + TEMPLATE);
            Flyway.configure()
                    .dataSource(server.getDatabase("postgres", TEMPLATE))
                    .load()
                    .migrate();
        }
        return server;
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("max_connections", "300")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(EmbeddedPostgres postgres, String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
