package org.consentry.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.consentry.local.part.Leftover;
import org.jspecify.annotations.Nullable;

/*
 * The gateway as a child JVM that is started again when it dies.
 *
 * One thread waits for the child to end. Unless we are closing, an end is a crash (or somebody's kill -9): it is
 * shown and the child is started anew after a pause. The pause doubles while the child keeps dying young and falls
 * back once it has lived for a minute, so a gateway that cannot start does not eat the machine.
 *
 * The child's id is noted before anything else is done with it. If this JVM is killed, the next one finds the note and
 * stops the child before it claims the ports.
 */
final class GatewayProcess implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long STOP_SECONDS = 25;

    private final StackSettings settings;
    private final Map<String, String> environment;
    private final Progress progress;
    private final Thread supervisor;
    private volatile boolean closing;
    private volatile @Nullable Process child;

    private GatewayProcess(StackSettings settings, Map<String, String> environment, Progress progress) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
        this.supervisor =
                Thread.ofPlatform().name("gateway-supervisor").daemon().unstarted(this::supervise);
    }

    static GatewayProcess start(StackSettings settings, Map<String, String> environment, Progress progress) {
        if (Files.notExists(settings.gatewayJar())) {
            throw new StackFailure("The gateway is not built: " + settings.gatewayJar() + " is missing");
        }
        GatewayProcess gateway = new GatewayProcess(settings, environment, progress);
        gateway.supervisor.start();
        return gateway;
    }

    /** What an earlier run left running. */
    static void stopLeftover(Path data) {
        Leftover.notedIn(pidFile(data)).ifPresent(Leftover::stop);
    }

    private static Path pidFile(Path data) {
        return data.resolve("gateway.pid");
    }

    private Path log() {
        return settings.data().resolve("logs").resolve("gateway.log");
    }

    private void supervise() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closing) {
                long begin = System.nanoTime();
                Process process = launch();
                child = process;
                int code = process.waitFor();
                if (closing) {
                    return;
                }
                boolean livedLong = System.nanoTime() - begin > LONG_LIFE.toNanos();
                pause = livedLong ? FIRST_PAUSE : pause;
                progress.step("The gateway ended (%d); starting it again. Its messages: %s".formatted(code, log()));
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            progress.step("The gateway cannot be started: " + e.getClass().getSimpleName());
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(log().resolveSibling("."));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx1g",
                // Bundles are arrays of megabytes, which G1 keeps apart and collects badly in a heap this small.
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                settings.gatewayJar().toString()));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Process process = builder.start();
        Leftover.note(pidFile(settings.data()), process.toHandle());
        return process;
    }

    /** Waits until the gateway says that it is ready. */
    void awaitReady() {
        HttpRequest question = HttpRequest.newBuilder(URI.create(settings.gateway() + "/actuator/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client, question)) {
                if (System.nanoTime() > deadline) {
                    throw new StackFailure("The gateway did not become ready; its messages: " + log());
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackFailure("Interrupted while the gateway started", e);
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest question) throws InterruptedException {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closing = true;
        supervisor.interrupt();
        Process process = child;
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
