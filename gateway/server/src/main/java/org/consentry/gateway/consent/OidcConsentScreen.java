package org.consentry.gateway.consent;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCScopeValue;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.IdentitySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keycloak's consent screen through OpenID Connect: pushed authorization requests (RFC 9126), PKCE, private_key_jwt.
 *
 * <p>The access token of the ceremony is good for nothing (its audience is not ours) and is revoked at once. The client
 * issues no refresh token: revoking one would take back the consent that Keycloak shows in the account console.
 */
@Component
class OidcConsentScreen implements ConsentScreen {
    private static final Logger log = LoggerFactory.getLogger(OidcConsentScreen.class);
    private static final int TIMEOUT_MS = 5_000;

    private final IdentitySettings identity;
    private final ConsentSettings settings;
    private final GatewaySettings gateway;
    private final CeremonyClients clients;

    OidcConsentScreen(
            IdentitySettings identity, ConsentSettings settings, GatewaySettings gateway, CeremonyClients clients) {
        this.identity = identity;
        this.settings = settings;
        this.gateway = gateway;
        this.clients = clients;
    }

    @Override
    public URI push(Ticket ticket) {
        ClientID client = CeremonyClients.id(ticket.requester());
        AuthenticationRequest request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, scope(ticket.scopes()), client, callback())
                .state(new State(ticket.state()))
                .nonce(new Nonce(ticket.nonce()))
                .codeChallenge(new CodeVerifier(ticket.verifier()), CodeChallengeMethod.S256)
                .prompt(new Prompt(Prompt.Type.CONSENT))
                .maxAge((int) settings.freshness().toSeconds())
                .build();
        try {
            PushedAuthorizationResponse response = PushedAuthorizationResponse.parse(send(
                    new PushedAuthorizationRequest(endpoint("ext/par/request"), clients.authentication(client), request)
                            .toHTTPRequest()));
            if (response instanceof PushedAuthorizationErrorResponse refused) {
                log.atWarn()
                        .addKeyValue("client", client.getValue())
                        .addKeyValue("error", refused.getErrorObject().getCode())
                        .log("consent screen refused the request");
                throw Problem.of(ProblemKind.BUSY, "The consent screen cannot be shown now; try again later");
            }
            return new AuthenticationRequest.Builder(
                            response.toSuccessResponse().getRequestURI(), client)
                    .endpointURI(endpoint("auth"))
                    .build()
                    .toURI();
        } catch (IOException | ParseException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The sign-in service does not answer; try again in a minute", e);
        }
    }

    @Override
    public Exchange exchange(OrganizationId requester, String code, String verifier, String nonce) {
        ClientID client = CeremonyClients.id(requester);
        try {
            HTTPResponse response = send(new TokenRequest.Builder(
                            endpoint("token"),
                            clients.authentication(client),
                            new AuthorizationCodeGrant(
                                    new AuthorizationCode(code), callback(), new CodeVerifier(verifier)))
                    .build()
                    .toHTTPRequest());
            if (!(OIDCTokenResponseParser.parse(response) instanceof OIDCTokenResponse tokens)) {
                return new Exchange.Unacceptable("the code was not accepted");
            }
            revoke(client, tokens.getOIDCTokens().getAccessToken());
            return read(client, tokens, nonce);
        } catch (IOException | ParseException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("token exchange failed");
            return new Exchange.Unacceptable("the token endpoint did not answer as expected");
        }
    }

    private Exchange read(ClientID client, OIDCTokenResponse tokens, String nonce) throws IOException {
        try {
            if (!(tokens.getOIDCTokens().getIDToken() instanceof SignedJWT signed)) {
                return new Exchange.Unacceptable("the ID token is not signed");
            }
            IDTokenClaimsSet claims = new IDTokenValidator(
                            new Issuer(identity.issuer()),
                            client,
                            JWSAlgorithm.RS256,
                            endpoint("certs").toURL())
                    .validate(signed, new Nonce(nonce));
            Scope granted = tokens.getOIDCTokens().getAccessToken().getScope();
            if (claims.getAuthenticationTime() == null || granted == null) {
                // A token made by impersonation has no auth_time: it is not the patient in person.
                return new Exchange.Unacceptable("the answer was not given in person");
            }
            return new Exchange.Answered(
                    claims.getSubject().getValue(),
                    claims.getAuthenticationTime().toInstant(),
                    new LinkedHashSet<>(granted.toStringList()));
        } catch (BadJOSEException | JOSEException e) {
            return new Exchange.Unacceptable("the ID token is not valid");
        }
    }

    private void revoke(ClientID client, AccessToken token) {
        try {
            send(new TokenRevocationRequest(endpoint("revoke"), clients.authentication(client), token).toHTTPRequest());
        } catch (IOException e) {
            // It expires by itself within minutes and opens nothing here: its audience is not ours.
            log.atInfo().addKeyValue("client", client.getValue()).log("ceremony token could not be revoked");
        }
    }

    private static HTTPResponse send(HTTPRequest request) throws IOException {
        request.setConnectTimeout(TIMEOUT_MS);
        request.setReadTimeout(TIMEOUT_MS);
        request.setFollowRedirects(false);
        return request.send();
    }

    private static Scope scope(Set<String> words) {
        Scope scope = new Scope(OIDCScopeValue.OPENID);
        words.forEach(scope::add);
        return scope;
    }

    private URI callback() {
        return URI.create(gateway.baseUrl() + "/consent/callback");
    }

    private URI endpoint(String name) {
        return URI.create(identity.issuer() + "/protocol/openid-connect/" + name);
    }
}
