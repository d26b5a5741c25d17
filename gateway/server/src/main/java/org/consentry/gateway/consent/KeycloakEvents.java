package org.consentry.gateway.consent;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.identity.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keycloak's event log through its admin API, as the client {@code gateway}, which may read events and nothing else.
 * Pages are read until they are older than what is asked for.
 */
@Component
class KeycloakEvents implements ProviderEvents, ProviderConsents {
    private static final ClientID CLIENT = new ClientID("gateway");
    private static final Pattern CONSENT = Pattern.compile("users/([^/]+)/consents/([^/]+)");
    private static final Pattern USER = Pattern.compile("users/([^/]+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TIMEOUT_MS = 3_000;
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 50;
    private static final int SPARE_SECONDS = 10;

    private final IdentitySettings identity;
    private final CeremonyClients clients;
    private final Clock clock;
    private @Nullable AccessToken token;
    private Instant tokenEnds = Instant.EPOCH;

    KeycloakEvents(IdentitySettings identity, CeremonyClients clients, Clock clock) {
        this.identity = identity;
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public synchronized List<ProviderEvent> since(Instant instant) throws IOException {
        List<ProviderEvent> events = new ArrayList<>();
        collect("/events?type=REVOKE_GRANT&type=DELETE_ACCOUNT", instant, events);
        collect("/admin-events?operationTypes=DELETE&operationTypes=ACTION&resourceTypes=USER", instant, events);
        return events;
    }

    private void collect(String query, Instant since, List<ProviderEvent> events) throws IOException {
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode found = get(query + "&first=" + page * PAGE + "&max=" + PAGE);
            boolean older = false;
            for (JsonNode node : found) {
                Instant at = Instant.ofEpochMilli(node.path("time").asLong(0));
                older |= at.isBefore(since);
                events.add(node.has("resourcePath") ? byAdministrator(node, at) : byPerson(node, at));
            }
            if (older || found.size() < PAGE) {
                return;
            }
        }
        throw new IOException("more events than can be read");
    }

    /** Without a {@code revoked_client} a token was revoked, as the ceremony does with its own, and no consent. */
    private static ProviderEvent byPerson(JsonNode node, Instant at) {
        return new ProviderEvent(
                node.path("type").asString(""),
                node.path("userId").asString(""),
                node.path("details").path("revoked_client").asString(""),
                at);
    }

    private static ProviderEvent byAdministrator(JsonNode node, Instant at) {
        String path = node.path("resourcePath").asString("");
        Matcher consent = CONSENT.matcher(path);
        if (consent.matches()) {
            String client = URLDecoder.decode(consent.group(2), StandardCharsets.UTF_8);
            return new ProviderEvent("CONSENT_DELETED", consent.group(1), client, at);
        }
        Matcher user = USER.matcher(path);
        boolean deleted = node.path("operationType").asString("").equals("DELETE") && user.matches();
        return new ProviderEvent(deleted ? "USER_DELETED" : "", deleted ? user.group(1) : "", "", at);
    }

    @Override
    public synchronized Optional<Set<String>> clients(String account) throws IOException {
        String user = "/users/" + URLEncoder.encode(account, StandardCharsets.UTF_8);
        if (ask(user).getStatusCode() == HTTPResponse.SC_NOT_FOUND) {
            return Optional.empty();
        }
        Set<String> clients = new HashSet<>();
        get(user + "/consents")
                .forEach(consent -> clients.add(consent.path("clientId").asString("")));
        return Optional.of(clients);
    }

    private JsonNode get(String path) throws IOException {
        HTTPResponse response = ask(path);
        if (response.getStatusCode() != HTTPResponse.SC_OK) {
            token = null;
            throw new IOException("the event log answered " + response.getStatusCode());
        }
        try {
            return JSON.readTree(response.getBody());
        } catch (JacksonException e) {
            throw new IOException("the event log's answer is not JSON", e);
        }
    }

    private HTTPResponse ask(String path) throws IOException {
        URI address = URI.create(identity.issuer().toString().replace("/realms/", "/admin/realms/") + path);
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, address);
        request.setAuthorization("Bearer " + token().getValue());
        return send(request);
    }

    private AccessToken token() throws IOException {
        AccessToken known = token;
        if (known != null && clock.instant().isBefore(tokenEnds)) {
            return known;
        }
        URI endpoint = URI.create(identity.issuer() + "/protocol/openid-connect/token");
        TokenRequest request = new TokenRequest.Builder(
                        endpoint, clients.authentication(CLIENT), new ClientCredentialsGrant())
                .build();
        try {
            TokenResponse response = TokenResponse.parse(send(request.toHTTPRequest()));
            if (!response.indicatesSuccess()) {
                throw new IOException("the gateway's own client was refused a token");
            }
            AccessToken fresh = response.toSuccessResponse().getTokens().getAccessToken();
            token = fresh;
            tokenEnds = clock.instant().plusSeconds(Math.max(0, fresh.getLifetime() - SPARE_SECONDS));
            return fresh;
        } catch (ParseException e) {
            throw new IOException("the token endpoint did not answer as expected", e);
        }
    }

    private static HTTPResponse send(HTTPRequest request) throws IOException {
        request.setConnectTimeout(TIMEOUT_MS);
        request.setReadTimeout(TIMEOUT_MS);
        request.setFollowRedirects(false);
        return request.send();
    }
}
