package org.consentry.local.seed;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import org.consentry.client.Connection;
import org.consentry.client.Gateway;
import org.consentry.client.SignIn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway's doors, as one client of {@code local-stack.json} enters them. */
final class Doors implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection connection;
    private final Gateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SignIn signIn;

    private Doors(Connection connection) {
        this.connection = connection;
        this.gateway = new Gateway(connection);
        this.signIn = new SignIn(connection, http, Clock.systemUTC());
    }

    static Doors of(JsonNode report, String client) throws ParseException {
        JsonNode own = report.path("clients").path(client);
        return new Doors(new Connection(
                URI.create(report.path("gateway").asString()),
                URI.create(report.path("tokenEndpoint").asString()),
                own.path("clientId").asString(),
                client,
                JWSAlgorithm.parse(own.path("alg").asString()),
                JWK.parse(own.path("jwk").toString()),
                own.path("scope").asString()));
    }

    /** The client library's view of the same connection. */
    Gateway gateway() {
        return gateway;
    }

    void push(String door, String contentType, byte[] body) throws IOException, InterruptedException {
        gateway.push(door, contentType, body);
    }

    JsonNode search(String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(connection.gateway() + "/fhir/" + query))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + signIn.token())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the gateway answered a search with " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
