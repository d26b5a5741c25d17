package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.client.Connection;
import org.consentry.client.Gateway;
import org.consentry.client.SignIn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running local stack, by its {@code local-stack.json}. */
public final class Stack {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FHIR = "application/fhir+json";

    private final Path file;
    private final JsonNode report;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, SignIn> signedIn = new ConcurrentHashMap<>();

    public Stack(Path file) throws IOException {
        this.file = file;
        this.report = JSON.readTree(Files.readString(file));
    }

    Path file() {
        return file;
    }

    String url(String name) {
        return report.path(name).asString("");
    }

    JsonNode user(String name) {
        return report.path("users").path(name);
    }

    /** As a client of the stack. */
    Gateway as(String client) throws IOException {
        return new Gateway(Connection.ofLocalStack(file, client));
    }

    String token(String client) throws IOException, InterruptedException {
        SignIn known = signedIn.get(client);
        if (known == null) {
            known = new SignIn(Connection.ofLocalStack(file, client), http, Clock.systemUTC());
            signedIn.put(client, known);
        }
        return known.token();
    }

    /** Sends a resource with somebody's token; the answer must be a yes. */
    HttpResponse<String> post(String token, String path, String json) throws IOException, InterruptedException {
        return fine(
                path,
                request(token, path).header("Content-Type", FHIR).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode get(String token, String path) throws IOException, InterruptedException {
        return JSON.readTree(fine(path, request(token, path).GET()).body());
    }

    private HttpRequest.Builder request(String token, String path) {
        return HttpRequest.newBuilder(URI.create(url("gateway") + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> fine(String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return answer;
    }

    /** Megabytes on the gateway's heap, as the operator's figures tell; less than zero where they cannot be read. */
    public double heap() throws InterruptedException {
        try {
            HttpResponse<String> answer = fine(
                    "/actuator/prometheus",
                    request(token("operator"), "/actuator/prometheus").GET());
            return answer.body()
                            .lines()
                            .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum()
                    / 1e6;
        } catch (IOException e) {
            return -1;
        }
    }
}
