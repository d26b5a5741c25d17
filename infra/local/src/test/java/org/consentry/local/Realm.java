package org.consentry.local;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What clients do at the realm's endpoints: assertions, tokens, pushed requests. */
final class Realm {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BEARER_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    static final String VERIFIER = "a-verifier-of-enough-letters-for-every-server-0123456789";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI issuer;

    Realm(URI issuer) {
        this.issuer = issuer;
    }

    /** Client credentials by {@code private_key_jwt}. */
    JsonNode serviceToken(String clientId, JsonNode key, String scope) throws Exception {
        return post("/token", Map.of("grant_type", "client_credentials", "scope", scope), clientId, key);
    }

    JsonNode pushed(String clientId, JsonNode key, Map<String, String> request) throws Exception {
        return post("/ext/par/request", request, clientId, key);
    }

    JsonNode exchange(String clientId, JsonNode key, String code, String redirect) throws Exception {
        return post(
                "/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "redirect_uri", redirect,
                        "code_verifier", VERIFIER),
                clientId,
                key);
    }

    /** The same for a public client. */
    JsonNode exchange(String clientId, String code, String redirect) throws IOException, InterruptedException {
        return post(
                "/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", clientId,
                        "code", code,
                        "redirect_uri", redirect,
                        "code_verifier", VERIFIER));
    }

    /** A form to an endpoint, by a client that signs in by nothing or by what the form says. */
    JsonNode form(String endpoint, Map<String, String> fields) throws IOException, InterruptedException {
        return post(endpoint, fields);
    }

    URI authorization(Map<String, String> parameters) {
        return URI.create(issuer + "/protocol/openid-connect/auth?" + Visitor.form(parameters));
    }

    HttpResponse<String> account(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(issuer + "/account" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode claims(JsonNode tokens) {
        return payload(tokens.path("access_token").asString());
    }

    static JsonNode payload(String token) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    static String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A backend service signs in with an assertion that says something else. */
    JsonNode signIn(String clientId, JsonNode key, UnaryOperator<ObjectNode> claims) throws Exception {
        Map<String, String> fields = Map.of("grant_type", "client_credentials", "scope", "system/*.rs");
        return post("/token", fields, clientId, assertion(clientId, key, claims));
    }

    /** The same with a proof that the client holds another key, to which the token is to be bound (RFC 9449). */
    JsonNode boundToken(String clientId, JsonNode key, JsonNode bound, String jti) throws Exception {
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        ObjectNode header = JSON.createObjectNode().put("alg", "ES384").put("typ", "dpop+jwt");
        ObjectNode jwk = header.putObject("jwk");
        for (String member : List.of("kty", "crv", "x", "y")) {
            jwk.put(member, bound.path(member).asString());
        }
        ObjectNode claims = JSON.createObjectNode()
                .put("htm", "POST")
                .put("htu", endpoint.toString())
                .put("jti", jti)
                .put("iat", Instant.now().getEpochSecond());
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "grant_type",
                "client_credentials",
                "scope",
                "system/*.rs",
                "client_id",
                clientId,
                "client_assertion_type",
                BEARER_ASSERTION,
                "client_assertion",
                assertion(clientId, key, UnaryOperator.identity())));
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("DPoP", signed(header, claims, bound))
                .POST(HttpRequest.BodyPublishers.ofString(Visitor.form(all)))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode post(String endpoint, Map<String, String> fields, String clientId, JsonNode key) throws Exception {
        return post(endpoint, fields, clientId, assertion(clientId, key, UnaryOperator.identity()));
    }

    private JsonNode post(String endpoint, Map<String, String> fields, String clientId, String assertion)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("client_id", clientId);
        all.put("client_assertion_type", BEARER_ASSERTION);
        all.put("client_assertion", assertion);
        return post(endpoint, all);
    }

    private JsonNode post(String endpoint, Map<String, String> fields) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect" + endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Visitor.form(fields)))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private String assertion(String clientId, JsonNode key, UnaryOperator<ObjectNode> twist)
            throws GeneralSecurityException {
        ObjectNode header = JSON.createObjectNode()
                .put("alg", "ES384")
                .put("typ", "JWT")
                .put("kid", key.path("kid").asString());
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", clientId)
                .put("sub", clientId)
                .put("aud", issuer.toString())
                .put("jti", UUID.randomUUID().toString())
                .put("iat", Instant.now().getEpochSecond())
                .put("exp", Instant.now().getEpochSecond() + 240);
        return signed(header, twist.apply(claims), key);
    }

    private static String signed(ObjectNode header, ObjectNode claims, JsonNode key) throws GeneralSecurityException {
        String signed = base64(header) + "." + base64(claims);
        Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp384r1"));
        BigInteger secret =
                new BigInteger(1, Base64.getUrlDecoder().decode(key.path("d").asString()));
        signature.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(secret, curve.getParameterSpec(ECParameterSpec.class))));
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String base64(ObjectNode part) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(part.toString().getBytes(StandardCharsets.UTF_8));
    }
}
