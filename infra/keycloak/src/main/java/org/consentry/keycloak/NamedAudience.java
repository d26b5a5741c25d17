package org.consentry.keycloak;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * Holds the {@code aud} of an authorization request against the audience that the realm's tokens are for: an app that was
 * led to another server's address sends the person here and the token there. A SMART launch without {@code aud} is refused;
 * who launches nothing (the portal, the ceremony) need not name it.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/app-launch.html">SMART App Launch 2.2, aud</a>
 */
final class NamedAudience extends RequestExecutor {
    static final String ID = "consentry-named-audience";
    private static final Set<String> LAUNCHES = Set.of("launch", "launch/patient");
    private static final String SCOPE = "gateway";
    private static final String MAPPER = "oidc-audience-mapper";

    NamedAudience(KeycloakSession session) {
        super(ID, session);
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        switch (context.getEvent()) {
            case AUTHORIZATION_REQUEST -> {
                boolean form =
                        session().getContext().getHttpRequest().getHttpMethod().equals("POST");
                check(form ? form() : session().getContext().getUri().getQueryParameters());
            }
            case PUSHED_AUTHORIZATION_REQUEST -> check(form());
            default -> {
                // Nobody names an audience there.
            }
        }
    }

    private void check(MultivaluedMap<String, String> request) throws ClientPolicyException {
        // What was pushed before was held against it then.
        boolean pushed = request.containsKey("request_uri");
        List<String> named = request.getOrDefault("aud", List.of());
        if (!isAccepted(
                named,
                request.getFirst("scope"),
                pushed,
                audiences(session().getContext().getRealm()))) {
            throw new ClientPolicyException(
                    OAuthErrorException.INVALID_REQUEST, "aud must name the FHIR server that the app was given");
        }
    }

    /** Whether the audience is the tokens' own, or is named by nobody who has to. */
    static boolean isAccepted(List<String> named, @Nullable String scope, boolean pushed, Set<String> own) {
        boolean launches = scope != null && Arrays.stream(scope.split(" ")).anyMatch(LAUNCHES::contains);
        return named.isEmpty()
                ? pushed || !launches
                : named.stream().map(NamedAudience::withoutSlash).allMatch(own::contains);
    }

    /** What the mapper of the scope {@value #SCOPE} puts into tokens. */
    private static Set<String> audiences(RealmModel realm) {
        return realm.getClientScopesStream()
                .filter(scope -> scope.getName().equals(SCOPE))
                .flatMap(scope -> scope.getProtocolMappersStream())
                .filter(mapper -> mapper.getProtocolMapper().equals(MAPPER))
                .map(mapper -> mapper.getConfig().get("included.custom.audience"))
                .filter(Objects::nonNull)
                .map(NamedAudience::withoutSlash)
                .collect(Collectors.toSet());
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
