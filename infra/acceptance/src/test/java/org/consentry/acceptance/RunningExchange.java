package org.consentry.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * One exchange for all tests of the run, started as people start it, on free ports and with its own data. A stack that
 * already runs is used instead when the system property {@code consentry.stack} names its {@code local-stack.json}.
 */
final class RunningExchange {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final List<String> PORTS =
            List.of("--gateway-port", "--keycloak-port", "--s3-port", "--postgres-port", "--mllp-port");

    private final Path report;
    private final Optional<Path> data;

    private RunningExchange(Path report, Optional<Path> data) {
        this.report = report;
        this.data = data;
    }

    static RunningExchange shared() {
        return Holder.EXCHANGE;
    }

    private static final class Holder {
        static final RunningExchange EXCHANGE = begin();
    }

    /** {@code local-stack.json}. */
    Path report() {
        return report;
    }

    /** Where the stack keeps its data, for tests that look at what is on the disk. */
    Path data() {
        return data.orElseThrow(() -> new IllegalStateException("a foreign stack's data is not looked at"));
    }

    /** Ends the gateway as a power cut would; the stack starts another. */
    void killGateway() throws IOException {
        String noted = Files.readString(data().resolve("gateway.pid"));
        long pid = Long.parseLong(noted.lines().findFirst().orElseThrow().strip());
        if (!ProcessHandle.of(pid).orElseThrow().destroyForcibly()) {
            throw new IOException("the gateway cannot be killed");
        }
    }

    /** Does to the database what only somebody with its password could do. */
    void inDatabase(String sql) throws IOException, SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** All rows of all tables as text, each table a file. */
    void dump(Path folder) throws IOException, SQLException {
        Files.createDirectories(folder);
        List<String> tables = new ArrayList<>();
        try (Connection connection = database();
                ResultSet rows = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            for (String table : tables) {
                try (OutputStream out = Files.newOutputStream(folder.resolve(table))) {
                    copies.copyOut("copy (select * from \"" + table + "\") to stdout", out);
                }
            }
        }
    }

    private Connection database() throws IOException, SQLException {
        Properties secrets = new Properties();
        try (Reader in = Files.newBufferedReader(data().resolve("secrets.properties"))) {
            secrets.load(in);
        }
        String port = Files.readAllLines(data().resolve("postgres").resolve("postmaster.pid"))
                .get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/consentry",
                "consentry",
                secrets.getProperty("postgres.role.consentry"));
    }

    private static RunningExchange begin() {
        String running = System.getProperty("consentry.stack", "");
        if (!running.isEmpty()) {
            Path report = Path.of(running);
            return new RunningExchange(
                    report,
                    Optional.of(Path.of(System.getProperty(
                            "consentry.data", report.resolveSibling("data").toString()))));
        }
        try {
            Path dir = Files.createTempDirectory("exchange");
            Process launcher = launch(dir);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(launcher, dir)));
            awaitReady(launcher, dir);
            return new RunningExchange(dir.resolve("local-stack.json"), Optional.of(dir.resolve("data")));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the exchange could not be started", e);
        }
    }

    private static Process launch(Path dir) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=org/consentry/local/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "org.consentry.local.StackCommand",
                "--data=" + dir.resolve("data"),
                "--report=" + dir.resolve("local-stack.json"),
                "--gateway-jar=" + gatewayJar()));
        for (String port : PORTS) {
            command.add(port + "=" + freePort());
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("launcher.log").toFile())
                .start();
    }

    private static Path gatewayJar() throws IOException {
        Path target = Path.of(System.getProperty("consentry.root")).resolve("gateway/server/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-boot.jar"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException("build gateway/server first: mvn package"));
        }
    }

    private static void awaitReady(Process launcher, Path dir) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Path log = dir.resolve("launcher.log");
        while (!Files.exists(dir.resolve("local-stack.json"))
                || !Files.readString(log).contains("Ready")) {
            if (launcher.waitFor(250, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IllegalStateException("the exchange did not get ready:\n" + Files.readString(log));
            }
        }
    }

    private static void end(Process launcher, Path dir) {
        launcher.destroy();
        try {
            if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
            try (Stream<Path> paths = Files.walk(dir)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            System.err.println("Left behind: " + dir);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
