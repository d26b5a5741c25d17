package org.consentry.client;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a gateway is and who a client is there.
 *
 * @param gateway base URL without a slash at the end
 * @param tokenEndpoint where tokens are issued
 * @param clientId the client's id there
 * @param organization the member's logical id at the gateway
 * @param algorithm RS384 or ES384
 * @param key the client's private signing key
 * @param scope scopes to ask for, separated by spaces
 */
public record Connection(
        URI gateway,
        URI tokenEndpoint,
        String clientId,
        String organization,
        JWSAlgorithm algorithm,
        JWK key,
        String scope) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

    public Connection {
        if (gateway.toString().endsWith("/")) {
            gateway = URI.create(gateway.toString().replaceAll("/+$", ""));
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new BadConnection("alg must be RS384 or ES384");
        }
        if (!key.isPrivate()) {
            throw new BadConnection("the key must be a private one");
        }
    }

    /** Something is missing or wrong in a connection; the text never holds a key. */
    public static final class BadConnection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadConnection(String text) {
            super(text);
        }
    }

    /**
     * Reads a connection: {@code {"gateway", "tokenEndpoint", "clientId", "organization", "alg", "jwkFile" or "jwk",
     * "scope"}}. A {@code jwkFile} is relative to the connection's own folder.
     */
    public static Connection read(Path file) throws IOException {
        JsonNode json = json(file);
        JsonNode jwk = json.has("jwkFile")
                ? json(file.toAbsolutePath().resolveSibling(text(json, "jwkFile")))
                : json.path("jwk");
        return of(json, json, json.path("organization").asString(""), jwk);
    }

    /** Reads the connection of one client from the {@code local-stack.json} of a local stack. */
    public static Connection ofLocalStack(Path file, String client) throws IOException {
        JsonNode json = json(file);
        JsonNode own = json.path("clients").path(client);
        if (own.isMissingNode()) {
            throw new BadConnection("the local stack has no client of that name");
        }
        return of(json, own, client, own.path("jwk"));
    }

    private static Connection of(JsonNode places, JsonNode client, String organization, JsonNode jwk) {
        return new Connection(
                URI.create(text(places, "gateway")),
                URI.create(text(places, "tokenEndpoint")),
                text(client, "clientId"),
                organization,
                JWSAlgorithm.parse(text(client, "alg")),
                key(jwk),
                client.path("scope").asString(""));
    }

    private static JWK key(JsonNode jwk) {
        try {
            return JWK.parse(jwk.toString());
        } catch (ParseException e) {
            throw new BadConnection("jwk is not a JSON Web Key");
        }
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new BadConnection(file.getFileName() + " is not JSON");
        }
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        if (text.isEmpty()) {
            throw new BadConnection(name + " is missing");
        }
        return text;
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Connection[" + clientId + " at " + gateway + "]";
    }
}
