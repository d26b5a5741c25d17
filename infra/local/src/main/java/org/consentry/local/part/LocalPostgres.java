package org.consentry.local.part;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/*
 * A real PostgreSQL from the zonky binaries.
 *
 * The library is made for throw-away tests: it starts the server with -F (no fsync), trusts everybody, and deletes
 * the data when it closes. What is acknowledged here must survive a power cut, so all three are undone: "-c" options
 * come after -F and win, the data directory is kept, and pg_hba.conf asks for a password from the first moment that
 * one exists.
 *
 * The server outlives a JVM that is killed. Adopting such an orphan would run it with whatever settings it had, so
 * it is stopped (fast shutdown, which checkpoints) and started anew.
 */
final class LocalPostgres implements AutoCloseable {
    private static final String ONLY_WITH_PASSWORD = "host all all 127.0.0.1/32 scram-sha-256\n";

    private final EmbeddedPostgres process;
    private final PostgresServer server;
    private final Path dir;

    private LocalPostgres(EmbeddedPostgres process, PostgresServer server, Path dir) {
        this.dir = dir;
        this.process = process;
        this.server = server;
    }

    static LocalPostgres start(Path dir, int port, Secrets secrets) {
        String superPassword = secrets.password("postgres.superuser");
        try {
            Files.createDirectories(dir);
            Leftover.postmasterOf(dir).ifPresent(Leftover::stop);
            EmbeddedPostgres process = durable(dir, port, superPassword).start();
            PostgresServer server = new PostgresServer("127.0.0.1", process.getPort(), superPassword, secrets);
            requirePasswords(server, dir.resolve("pg_hba.conf"));
            return new LocalPostgres(process, server, dir);
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new PartFailure("PostgreSQL did not start; its messages are above", e);
        }
    }

    private static EmbeddedPostgres.Builder durable(Path dir, int port, String superPassword) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(dir)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setConnectConfig("password", superPassword)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("log_destination", "stderr")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_directory", "log")
                .setServerConfig("log_rotation_size", "10MB");
        return port == 0 ? builder : builder.setPort(port);
    }

    /** Gives the superuser its password, then lets nobody in without one. Doing it twice changes nothing. */
    private static void requirePasswords(PostgresServer server, Path hostRules) throws SQLException, IOException {
        if (Files.readString(hostRules).equals(ONLY_WITH_PASSWORD)) {
            return;
        }
        try (Connection connection = server.superuser()) {
            PostgresServer.run(connection, "ALTER ROLE postgres PASSWORD '" + server.superPassword() + "'");
            // A crash here leaves a password that nobody asks for yet; the next start comes through here again.
            PrivateFile.write(hostRules, ONLY_WITH_PASSWORD);
            giveTo(hostRules);
            PostgresServer.run(connection, "SELECT pg_reload_conf()");
        }
    }

    /** Under root the server runs as another user, who must be able to read the file that replaced his own. */
    private static void giveTo(Path hostRules) throws IOException {
        Path folder = hostRules.toAbsolutePath().getParent();
        if (folder != null) {
            Files.setOwner(hostRules, Files.getOwner(folder.resolve("postgresql.conf")));
        }
    }

    Postgres database(String name) {
        return server.database(name);
    }

    /** Returns when the server is gone; the library gives up waiting after five seconds, a last checkpoint may not. */
    @Override
    public void close() {
        Optional<Leftover> postmaster = Leftover.postmasterOf(dir);
        try {
            process.close();
            postmaster.ifPresent(Leftover::awaitEnd);
        } catch (IOException e) {
            throw new PartFailure("PostgreSQL did not stop", e);
        }
    }
}
