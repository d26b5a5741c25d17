package org.consentry.gateway.live;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The identity provider as the gateway sees it: a key set, pushed requests, codes and tokens. Everybody says yes on its
 * screen. What Keycloak itself does is tested with Keycloak, from outside.
 */
public final class StandInIssuer implements AutoCloseable {
    final RSAKey key;
    final AtomicInteger keyFetches = new AtomicInteger();
    /** Whether the event log cannot be read. */
    volatile boolean away;

    /** What is wrong with the answers of the token endpoint. */
    volatile Twist twist = Twist.NONE;

    private final List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final java.util.Set<String> takenBack = ConcurrentHashMap.newKeySet();
    private final java.time.Clock clock;
    private final HttpServer server;
    private final Map<String, Map<String, String>> pushed = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

    StandInIssuer(java.time.Clock clock) {
        this.clock = clock;
        try {
            key = new RSAKeyGenerator(2048).keyID("realm-key").generate();
            server = HttpServer.create(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/realms/consentry/protocol/openid-connect/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.createContext("/admin/realms/consentry/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().contains("/users/")) {
                    account(exchange);
                    return;
                }
                boolean people = exchange.getRequestURI().getPath().endsWith("/events");
                boolean first = exchange.getRequestURI().getQuery().contains("first=0&");
                send(exchange, away ? 503 : 200, people && first ? "[" + String.join(",", told) + "]" : "[]");
            }
        });
        server.start();
    }

    /** Takes a yes back without an event that anybody hears of. */
    void takenBackUnheard(String subject, String member) {
        takenBack.add(subject + " consent-" + member);
    }

    /** An account, or the clients that its yes stands for. */
    private void account(HttpExchange exchange) {
        String subject = exchange.getRequestURI().getPath().replaceFirst(".*/users/([^/]+).*", "$1");
        String consents = pushed.values().stream()
                .map(form -> form.getOrDefault("client_id", ""))
                .distinct()
                .filter(client -> !takenBack.contains(subject + " " + client))
                .map(client -> "{\"clientId\":\"" + client + "\"}")
                .collect(java.util.stream.Collectors.joining(","));
        send(exchange, away ? 503 : 200, "[" + consents + "]");
    }

    /** What the event log holds. */
    void revokedInConsole(String subject, String member, Instant at) {
        told.add("{\"time\":" + at.toEpochMilli() + ",\"type\":\"REVOKE_GRANT\",\"userId\":\"" + subject
                + "\",\"details\":{\"revoked_client\":\"consent-" + member + "\"}}");
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/consentry";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        switch (path.substring(path.indexOf("openid-connect/") + "openid-connect/".length())) {
            case "certs" -> {
                keyFetches.incrementAndGet();
                send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
            }
            case "ext/par/request" -> {
                String uri = "urn:request:" + UUID.randomUUID();
                pushed.put(uri, form);
                send(exchange, 201, "{\"request_uri\":\"" + uri + "\",\"expires_in\":60}");
            }
            case "token" -> token(exchange, form);
            default -> send(exchange, 200, "{}");
        }
    }

    /** The person says yes on the screen at this address. */
    Answer yes(URI screen, String subject) {
        Map<String, String> request = pushed.get(form(screen.getRawQuery()).get("request_uri"));
        Map<String, String> granted = new HashMap<>(request);
        granted.put("sub", subject);
        String code = UUID.randomUUID().toString();
        codes.put(code, granted);
        return new Answer(request.getOrDefault("state", ""), code, request.getOrDefault("scope", ""));
    }

    /** An answer that is not what was asked for. */
    record Twist(String name, UnaryOperator<JWTClaimsSet.Builder> claims, UnaryOperator<String> scope) {
        static final Twist NONE = new Twist("none", UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** What the browser brings back. */
    record Answer(String state, String code, String scope) {}

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        if (form.getOrDefault("grant_type", "").equals("client_credentials")) {
            send(exchange, 200, "{\"token_type\":\"Bearer\",\"expires_in\":60,\"access_token\":\"own\"}");
            return;
        }
        Map<String, String> granted = codes.remove(form.getOrDefault("code", ""));
        if (granted == null) {
            send(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        Instant now = Instant.now();
        String idToken = sign(twist.claims()
                .apply(new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .subject(granted.get("sub"))
                        .audience(granted.get("client_id"))
                        .claim("nonce", granted.get("nonce"))
                        .claim("auth_time", clock.instant().getEpochSecond())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60))))
                .build());
        send(
                exchange,
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":60,\"access_token\":\"ceremony\",\"scope\":\""
                        + twist.scope().apply(String.valueOf(granted.get("scope"))) + "\",\"id_token\":\"" + idToken
                        + "\"}");
    }

    String sign(JWTClaimsSet claims) {
        return sign(claims, JWSAlgorithm.RS256);
    }

    String sign(JWTClaimsSet claims, JWSAlgorithm algorithm) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims of an access token for the gateway, good for five minutes. */
    JWTClaimsSet.Builder claims(String audience, String client, String subject, List<String> roles) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(audience)
                .subject(subject)
                .claim("typ", "Bearer")
                .claim("azp", client)
                .claim("realm_access", Map.of("roles", roles))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static void send(HttpExchange exchange, int status, String json) {
        try {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
