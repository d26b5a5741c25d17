package org.consentry.bench.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;

/** A PostgreSQL for one measurement: of its own and durable, or one that is told. The log lies in a schema of its own. */
final class OwnDatabase implements AutoCloseable {
    private final Optional<EmbeddedPostgres> server;
    private final HikariDataSource pool;

    private OwnDatabase(Optional<EmbeddedPostgres> server, HikariDataSource pool) {
        this.server = server;
        this.pool = pool;
    }

    /** @param url of a database to use instead, with user and password in it */
    static OwnDatabase open(Optional<String> url, int connections) throws IOException, SQLException {
        // The library's defaults are for speed and lose data in a power cut.
        Optional<EmbeddedPostgres> server = url.isPresent()
                ? Optional.empty()
                : Optional.of(EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start());
        String place = url.orElseGet(() -> server.orElseThrow().getJdbcUrl("postgres", "postgres"));
        String schema = "ledger_bench_" + System.currentTimeMillis();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(place);
        config.setSchema(schema);
        config.setMaximumPoolSize(connections);
        config.setConnectionInitSql("CREATE SCHEMA IF NOT EXISTS " + schema);
        OwnDatabase database = new OwnDatabase(server, new HikariDataSource(config));
        database.migrate();
        return database;
    }

    private void migrate() throws IOException, SQLException {
        try (var in = Objects.requireNonNull(OwnDatabase.class.getResourceAsStream("/db/migration/V200__ledger.sql"));
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What decides whether a commit survives a power cut, as the server says it. */
    String durability() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('fsync'), "
                        + "current_setting('synchronous_commit'), current_setting('full_page_writes'), "
                        + "current_setting('server_version')")) {
            row.next();
            return "fsync=%s synchronous_commit=%s full_page_writes=%s PostgreSQL %s"
                    .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        }
    }

    HikariDataSource pool() {
        return pool;
    }

    @Override
    public void close() throws IOException {
        pool.close();
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
