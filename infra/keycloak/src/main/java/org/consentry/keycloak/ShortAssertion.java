package org.consentry.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.util.JsonSerialization;

/**
 * Refuses a client assertion that says it lives for more than five minutes from now, and one that names a place of keys
 * ({@code jku}) which the client did not register. Keycloak itself measures from when the assertion says it was issued,
 * which its maker is free to put ahead, and passes over {@code jku}.
 *
 * <p>Keycloak keeps in memory which assertions it has seen. One that says it was issued before this process began may have
 * been used at the process before it, and is refused.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html">SMART App Launch 2.2, exp</a>
 */
final class ShortAssertion extends RequestExecutor {
    static final String ID = "consentry-short-assertion";
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Instant began;

    /** @param began when this process did */
    ShortAssertion(KeycloakSession session, InstantSource clock, Instant began) {
        super(ID, session);
        this.clock = clock;
        this.began = began;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        switch (context.getEvent()) {
            case TOKEN_REQUEST,
                    SERVICE_ACCOUNT_TOKEN_REQUEST,
                    TOKEN_REFRESH,
                    TOKEN_REVOKE,
                    TOKEN_INTROSPECT,
                    PUSHED_AUTHORIZATION_REQUEST -> check(form().getFirst("client_assertion"));
            default -> {
                // Nobody signs in by an assertion there.
            }
        }
    }

    private void check(@Nullable String assertion) throws ClientPolicyException {
        if (assertion != null && !isShort(assertion, clock.instant())) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_CLIENT, "The assertion's exp is more than five minutes ahead");
        }
        if (assertion != null && !isIssuedSince(assertion, began)) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_CLIENT,
                    "The assertion was issued before this server began; make another");
        }
        if (assertion != null
                && !isRegistered(jku(assertion), session().getContext().getClient())) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_CLIENT, "The assertion's jku is not the registered one");
        }
    }

    private static boolean isRegistered(Optional<String> jku, @Nullable ClientModel client) {
        return jku.isEmpty() || (client != null && jku.get().equals(client.getAttribute("jwks.url")));
    }

    /** Where an assertion says that its keys are; Keycloak itself never looks there. */
    static Optional<String> jku(String assertion) {
        String head = assertion.substring(0, Math.max(0, assertion.indexOf('.')));
        try {
            JsonNode jku = JsonSerialization.mapper
                    .readTree(Base64.getUrlDecoder().decode(head))
                    .path("jku");
            return jku.isMissingNode() ? Optional.empty() : Optional.of(jku.asText());
        } catch (IOException | IllegalArgumentException e) {
            // No assertion at all, which Keycloak says better.
            return Optional.empty();
        }
    }

    /** Whether an assertion was issued since a second; also one that does not say when it was. */
    static boolean isIssuedSince(String assertion, Instant began) {
        try {
            Long issued =
                    new JWSInput(assertion).readJsonContent(JsonWebToken.class).getIat();
            return issued == null || issued >= began.getEpochSecond();
        } catch (JWSInputException e) {
            return false;
        }
    }

    /** Whether an assertion ends within five minutes; one without an end, or that cannot be read, does not. */
    static boolean isShort(String assertion, Instant now) {
        try {
            Long end =
                    new JWSInput(assertion).readJsonContent(JsonWebToken.class).getExp();
            return end != null && end <= now.plus(LONGEST).plus(SKEW).getEpochSecond();
        } catch (JWSInputException e) {
            return false;
        }
    }
}
