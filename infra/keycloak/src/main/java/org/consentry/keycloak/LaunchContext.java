package org.consentry.keycloak;

import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenResponseMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;

/*
 * SMART's launch context: the patient whose record an app is opened with, beside the token.
 *
 * A patient's context is the own record, which stands in the account. A practitioner's comes from the launch id that the
 * gateway made when the app was started from within it: it is for this practitioner, once and for minutes. What was
 * resolved is kept in the client's session, because a refreshed token has the context of the first.
 */
/** The mapper {@code consentry-launch-context} of the scopes {@code launch} and {@code launch/patient}. */
public final class LaunchContext extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper, OIDCAccessTokenResponseMapper {
    private static final String CLAIM = "patient";
    private static final String ASKED = "client_request_param_launch";
    private static final String RESOLVED = "consentry.launch";
    private static final long REMEMBERED_SECONDS = 3600;

    private final InstantSource clock = InstantSource.system();

    @Override
    public String getId() {
        return "consentry-launch-context";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getDisplayType() {
        return "SMART launch context";
    }

    @Override
    public String getHelpText() {
        return "Names the patient in context in the token and beside it";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public AccessToken transformAccessToken(
            AccessToken token,
            ProtocolMapperModel model,
            KeycloakSession session,
            UserSessionModel person,
            ClientSessionContext client) {
        patient(session, person, client.getClientSession())
                .ifPresent(patient -> token.getOtherClaims().put(CLAIM, patient));
        return token;
    }

    @Override
    public AccessTokenResponse transformAccessTokenResponse(
            AccessTokenResponse response,
            ProtocolMapperModel model,
            KeycloakSession session,
            UserSessionModel person,
            ClientSessionContext client) {
        patient(session, person, client.getClientSession())
                .ifPresent(patient -> response.getOtherClaims().put(CLAIM, patient));
        return response;
    }

    private Optional<String> patient(
            KeycloakSession session, UserSessionModel person, AuthenticatedClientSessionModel client) {
        String own = person.getUser().getFirstAttribute(CLAIM);
        if (own != null) {
            return Optional.of(own);
        }
        String asked = client.getNote(ASKED);
        String known = client.getNote(RESOLVED);
        if (asked == null || asked.isEmpty()) {
            return Optional.empty();
        }
        if (known != null && known.startsWith(asked + " ")) {
            return Optional.of(known.substring(asked.length() + 1));
        }
        Optional<String> patient = resolve(session, asked, person.getUser().getFirstAttribute("fhirUser"));
        patient.ifPresent(found -> client.setNote(RESOLVED, asked + " " + found));
        return patient;
    }

    private Optional<String> resolve(KeycloakSession session, String asked, @Nullable String user) {
        String key = System.getenv("CONSENTRY_EVENTS_KEY");
        if (key == null || user == null) {
            return Optional.empty();
        }
        return Launch.read(asked, Base64.getDecoder().decode(key))
                .filter(launch -> launch.user().equals(user))
                .filter(launch -> launch.until().isAfter(clock.instant()))
                .filter(launch ->
                        session.singleUseObjects().putIfAbsent("consentry-launch-" + launch.id(), REMEMBERED_SECONDS))
                .map(Launch::patient);
    }
}
