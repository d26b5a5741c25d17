package org.consentry.gateway.live;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.gateway.GatewayApplication;

/** A whole gateway in a process of its own, which can be killed. */
final class DoomedGateway {
    /** The setting of the port at which it listens for HL7 v2 messages. */
    static final String MLLP_PORT = "gateway.intake.mllp[0].port";

    private static final int SIGKILLED = 137;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final URI base;
    private final int mllpPort;
    private final Path log;

    private DoomedGateway(Process process, URI base, int mllpPort, Path log) {
        this.process = process;
        this.base = base;
        this.mllpPort = mllpPort;
        this.log = log;
    }

    static DoomedGateway start(Map<String, String> settings, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                GatewayApplication.class.getName()));
        command.addAll(List.of(LiveSettings.arguments(settings)));
        Path log = folder.resolve("gateway.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        DoomedGateway gateway = new DoomedGateway(
                process,
                URI.create("http://127.0.0.1:" + settings.get("server.port")),
                Integer.parseInt(settings.getOrDefault(MLLP_PORT, "0")),
                log);
        gateway.awaitReady();
        return gateway;
    }

    /** Without the beans of other tests, where the path is not hidden in a jar. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(place -> !place.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException("the gateway did not become ready: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send(HttpRequest.newBuilder(base.resolve("/actuator/health")))
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits until it is dead of a kill. */
    boolean isKilled() throws InterruptedException {
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == SIGKILLED;
    }

    HttpRequest.Builder request(String token, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(
                request.timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    int mllpPort() {
        return mllpPort;
    }

    URI ledger() {
        return base.resolve("/ledger");
    }
}
