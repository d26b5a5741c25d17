package org.consentry.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.consentry.local.part.Leftover;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The launcher as people run it, in a JVM of its own, with the stand-in for the gateway. */
final class Launcher {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> FLAGS =
            List.of("--gateway-port", "--keycloak-port", "--s3-port", "--postgres-port", "--mllp-port");

    private final Path dir;
    private final List<Integer> ports = new ArrayList<>();
    private Process process;

    Launcher(Path dir) throws IOException {
        this.dir = dir;
        for (int i = 0; i < FLAGS.size(); i++) {
            ports.add(freePort());
        }
        this.process = begin();
    }

    int port(String flag) {
        return ports.get(FLAGS.indexOf(flag));
    }

    Path data() {
        return dir.resolve("data");
    }

    Path output() {
        return dir.resolve("launcher.log");
    }

    /** Starts it again, after it ended or was killed. */
    void again() throws IOException {
        process = begin();
    }

    private Process begin() throws IOException {
        Files.deleteIfExists(report());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=org/consentry/local/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                StackCommand.class.getName(),
                "--root=" + dir,
                "--data=" + data(),
                "--gateway-jar=" + StandInGateway.jar(dir)));
        for (int i = 0; i < FLAGS.size(); i++) {
            command.add(FLAGS.get(i) + "=" + ports.get(i));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
    }

    /** The report, as soon as it is there. */
    JsonNode awaitReport() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(report())) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("The launcher did not get ready:\n" + Files.readString(output()));
            }
            process.waitFor(200, TimeUnit.MILLISECONDS);
        }
        return JsonMapper.builder().build().readTree(Files.readString(report()));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C does; INT itself is ignored by what a shell started in the background. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Process ids of what the launcher started, as it noted them. */
    List<Long> children() throws IOException {
        return List.of(
                firstNumber(data().resolve("gateway.pid")),
                firstNumber(data().resolve("keycloak/keycloak.pid")),
                firstNumber(data().resolve("postgres/postmaster.pid")));
    }

    /** Whatever happened in a test, nothing stays. */
    void clean() throws InterruptedException {
        kill();
        Leftover.notedIn(data().resolve("gateway.pid")).ifPresent(Leftover::stop);
        Leftover.stopParts(data());
    }

    private Path report() {
        return dir.resolve("infra/local/target/local-stack.json");
    }

    private static long firstNumber(Path file) throws IOException {
        return Long.parseLong(Files.readAllLines(file).getFirst());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
