package org.consentry.local.realm;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.consentry.local.part.Keycloak;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The few calls of Keycloak's Admin REST API that we make. An answer other than success throws
 * {@link RealmFailure}, which names the call and the status and never the body.
 */
public final class RealmAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    // The administrator's token lives for a minute.
    private static final Duration TOKEN_USE = Duration.ofSeconds(40);

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Keycloak keycloak;
    private String token = "";
    private Instant tokenUntil = Instant.EPOCH;

    private RealmAdmin(Keycloak keycloak) {
        this.keycloak = keycloak;
    }

    /** Signs in at the first call. */
    public static RealmAdmin of(Keycloak keycloak) {
        return new RealmAdmin(keycloak);
    }

    JsonMapper json() {
        return json;
    }

    /**
     * Reads something of the realm.
     *
     * @param path below the realm, with its slash, such as {@code /clients?clientId=portal}
     */
    public JsonNode get(String path) {
        return json.readTree(exchange("GET", path, ""));
    }

    /** Somebody's account: {@code email}, {@code emailVerified}, {@code enabled}. */
    public JsonNode account(String id) {
        return get("/users/" + encoded(id));
    }

    /** What this Keycloak is and which of its features are on. */
    JsonNode serverInfo() {
        return json.readTree(exchange(URI.create(keycloak.base() + "/admin/serverinfo"), "GET", ""));
    }

    void post(String path, JsonNode body) {
        exchange("POST", path, body.toString());
    }

    void put(String path, JsonNode body) {
        exchange("PUT", path, body.toString());
    }

    void put(String path) {
        exchange("PUT", path, "");
    }

    void delete(String path) {
        exchange("DELETE", path, "");
    }

    private String exchange(String method, String path, String body) {
        return exchange(URI.create(keycloak.base() + "/admin/realms/" + Keycloak.REALM + path), method, body);
    }

    private synchronized String exchange(URI uri, String method, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json");
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private String token() {
        if (Instant.now().isBefore(tokenUntil)) {
            return token;
        }
        String form = "grant_type=password&client_id=admin-cli&username=" + encoded(keycloak.adminUser()) + "&password="
                + encoded(keycloak.adminPassword());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(keycloak.base() + "/realms/master/protocol/openid-connect/token"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        token = json.readTree(send(request)).path("access_token").asString("");
        tokenUntil = Instant.now().plus(TOKEN_USE);
        return token;
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new RealmFailure(
                        request.method() + " " + request.uri().getPath() + " answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new RealmFailure("Keycloak does not answer at " + keycloak.base(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealmFailure("Interrupted while waiting for Keycloak", e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
