package org.consentry.acceptance;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.consentry.client.Connection;
import org.consentry.client.Gateway;
import org.consentry.client.SignIn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The exchange's doors, found by {@code local-stack.json} alone. */
final class Exchange {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JsonNode report;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, SignIn> signedIn = new HashMap<>();

    Exchange(Path reportFile) throws IOException {
        this.report = JSON.readTree(Files.readString(reportFile));
    }

    String url(String name) {
        return report.path(name).asString();
    }

    String gateway() {
        return url("gateway");
    }

    JsonNode user(String name) {
        return report.path("users").path(name);
    }

    /** Remembers somebody who made an account meanwhile. */
    void know(String name, String password) {
        ((ObjectNode) report.path("users"))
                .putObject(name)
                .put("username", name)
                .put("password", password);
    }

    JsonNode client(String name) {
        return report.path("clients").path(name);
    }

    Connection connection(String name) throws ParseException {
        JsonNode own = client(name);
        return new Connection(
                URI.create(gateway()),
                URI.create(url("tokenEndpoint")),
                own.path("clientId").asString(),
                name,
                JWSAlgorithm.parse(own.path("alg").asString()),
                JWK.parse(own.path("jwk").toString()),
                own.path("scope").asString());
    }

    Gateway asClient(String name) throws ParseException {
        return new Gateway(connection(name));
    }

    String token(String name) throws Exception {
        if (!signedIn.containsKey(name)) {
            signedIn.put(name, new SignIn(connection(name), http, Clock.systemUTC()));
        }
        return signedIn.get(name).token();
    }

    HttpResponse<String> get(String client, String path) throws Exception {
        return send(client, request(path).GET());
    }

    HttpResponse<String> post(String client, String path, String contentType, String body) throws Exception {
        return send(
                client,
                request(path)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    HttpResponse<String> put(String client, String path, String body) throws Exception {
        return send(
                client,
                request(path)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    HttpResponse<String> send(String client, HttpRequest.Builder request) throws Exception {
        return http.send(
                request.header("Authorization", "Bearer " + token(client)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> anonymously(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(gateway() + path);
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }

    /** Waits until the gateway has come back. */
    void awaitGateway() throws Exception {
        for (int i = 0; i < 600; i++) {
            try {
                if (anonymously(request("/actuator/health").GET()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("the gateway did not come back");
    }

    /** Sends one message over MLLP and returns the answer. */
    String mllp(String message) throws IOException {
        JsonNode door = report.path("mllp");
        try (Socket socket =
                new Socket(door.path("host").asString(), door.path("port").asInt())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(0x0B);
            out.write(message.getBytes(StandardCharsets.UTF_8));
            out.write(new byte[] {0x1C, 0x0D});
            out.flush();
            return block(socket.getInputStream());
        }
    }

    private static String block(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != 0x1C; b = in.read()) {
            if (b != 0x0B) {
                answer.append((char) b);
            }
        }
        return answer.toString();
    }
}
