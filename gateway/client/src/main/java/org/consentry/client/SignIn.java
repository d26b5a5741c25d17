package org.consentry.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs in as a backend service: {@code client_credentials} with a signed assertion. A token is used until shortly before
 * it expires. May be used by many threads.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/backend-services.html">SMART Backend Services</a>
 */
public final class SignIn {
    private static final Duration ASSERTION = Duration.ofMinutes(2);
    private static final Duration MARGIN = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Connection connection;
    private final HttpClient http;
    private final Clock clock;
    private String token = "";
    private Instant expires = Instant.MIN;

    public SignIn(Connection connection, HttpClient http, Clock clock) {
        this.connection = connection;
        this.http = http;
        this.clock = clock;
    }

    /** A token that is good for a while yet. @throws Refused when the client is not let in */
    public synchronized String token() throws IOException, InterruptedException {
        if (!clock.instant().isBefore(expires)) {
            JsonNode answer = ask();
            token = answer.path("access_token").asString("");
            Duration life = Duration.ofSeconds(answer.path("expires_in").asLong(0));
            expires = clock.instant().plus(life).minus(MARGIN);
        }
        return token;
    }

    /** Forgets the token; the next one is a new one. */
    public synchronized void forget() {
        expires = Instant.MIN;
    }

    private JsonNode ask() throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion());
        if (!connection.scope().isEmpty()) {
            form.put("scope", connection.scope());
        }
        HttpRequest request = HttpRequest.newBuilder(connection.tokenEndpoint())
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new Refused("signing in", answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    private String assertion() {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(connection.clientId())
                .subject(connection.clientId())
                .audience(connection.tokenEndpoint().toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION)))
                .build();
        JWSHeader header = new JWSHeader.Builder(connection.algorithm())
                .type(JOSEObjectType.JWT)
                .keyID(connection.key().getKeyID())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(connection.key(), connection.algorithm());
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new Connection.BadConnection("the key does not fit the algorithm " + connection.algorithm());
        }
        return jwt.serialize();
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
