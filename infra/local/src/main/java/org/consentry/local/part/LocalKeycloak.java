package org.consentry.local.part;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Keycloak as a child process over plain HTTP on loopback, with its data in our PostgreSQL. */
final class LocalKeycloak implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final long STOP_SECONDS = 20;

    private final Process process;
    private final Keycloak address;

    private LocalKeycloak(Process process, Keycloak address) {
        this.process = process;
        this.address = address;
    }

    static LocalKeycloak start(Path dir, PartSettings settings, Postgres database, Secrets secrets) {
        try {
            Files.createDirectories(dir);
            Leftover.notedIn(dir.resolve("keycloak.pid")).ifPresent(Leftover::stop);
            Path home = KeycloakHome.instance(dir.resolve("home"));
            int port = settings.keycloakPort() == 0 ? freePort() : settings.keycloakPort();
            Keycloak address = new Keycloak(
                    URI.create("http://localhost:" + port),
                    "admin",
                    secrets.password("keycloak.admin"),
                    secrets.key("keycloak.events-key"));
            Path log = dir.resolve("keycloak.log");
            Process process = KeycloakJvm.start(
                    home, log, arguments(port), environment(dir, settings.gateway(), address, database));
            Leftover.note(dir.resolve("keycloak.pid"), process.toHandle());
            LocalKeycloak started = new LocalKeycloak(process, address);
            started.awaitRealm(log);
            return started;
        } catch (IOException e) {
            throw new PartFailure("Keycloak did not start", e);
        }
    }

    private static List<String> arguments(int port) {
        return List.of(
                "start",
                "--optimized",
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://localhost:" + port,
                "--log-level=info,org.keycloak.events:warn");
    }

    /** Secrets go by the environment: a command line can be read by every user of the machine. */
    private static Map<String, String> environment(Path dir, URI gateway, Keycloak address, Postgres database) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KC_DB_URL", database.url());
        environment.put("KC_DB_USERNAME", database.user());
        environment.put("KC_DB_PASSWORD", database.password());
        environment.put("KC_DB_POOL_MAX_SIZE", "20");
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", address.adminUser());
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", address.adminPassword());
        environment.put("GATEWAY_BASE_URL", gateway.toString());
        environment.put("CONSENTRY_EVENTS_URL", gateway + "/internal/keycloak-events");
        environment.put("CONSENTRY_EVENTS_KEY", address.eventsKey());
        environment.put("CONSENTRY_EVENTS_OUTBOX", dir.resolve("outbox").toString());
        return environment;
    }

    private void awaitRealm(Path log) {
        HttpRequest question = HttpRequest.newBuilder(address.issuer())
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!answers(client, question)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new PartFailure("Keycloak did not start; its messages are in " + log);
                }
                process.waitFor(200, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new PartFailure("Interrupted while Keycloak started", e);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest question) throws InterruptedException {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Keycloak address() {
        return address;
    }

    @Override
    public void close() {
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
