package org.consentry.local.realm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Client representations, closed by default: no flow, no scope and no token exchange unless a kind opens it. */
final class ClientShape {
    private final JsonMapper json;
    private final ObjectNode client;
    private final ObjectNode attributes;

    private ClientShape(JsonMapper json, String clientId, String name) {
        this.json = json;
        this.client = json.createObjectNode();
        client.put("clientId", clientId).put("name", name).put("enabled", true).put("protocol", "openid-connect");
        for (String closed : List.of(
                "publicClient",
                "standardFlowEnabled",
                "implicitFlowEnabled",
                "directAccessGrantsEnabled",
                "serviceAccountsEnabled",
                "consentRequired",
                "fullScopeAllowed",
                "frontchannelLogout")) {
            client.put(closed, false);
        }
        this.attributes = client.putObject("attributes");
        attributes
                .put("oauth2.device.authorization.grant.enabled", "false")
                .put("oidc.ciba.grant.enabled", "false")
                .put("standard.token.exchange.enabled", "false")
                .put("use.refresh.tokens", "false");
    }

    /** Signs in by {@code private_key_jwt}; the assertion may live for five minutes, as SMART allows. */
    static ClientShape confidential(JsonMapper json, String clientId, String name, PublicKeys keys) {
        ClientShape shape = new ClientShape(json, clientId, name);
        shape.client.put("clientAuthenticatorType", "client-jwt");
        shape.attributes
                .put("use.jwks.string", "true")
                .put("jwks.string", keys.jwks())
                .put("token.endpoint.auth.signing.alg", keys.algorithm())
                .put("token.endpoint.auth.signing.max.exp", "300");
        return shape;
    }

    /** Holds no credential: PKCE alone ties a code to whoever asked for it. */
    static ClientShape open(JsonMapper json, String clientId, String name) {
        ClientShape shape = new ClientShape(json, clientId, name);
        shape.client.put("publicClient", true);
        return shape;
    }

    /** Signs in by a secret that Keycloak makes. */
    static ClientShape secret(JsonMapper json, String clientId, String name) {
        ClientShape shape = new ClientShape(json, clientId, name);
        shape.client.put("clientAuthenticatorType", "client-secret");
        return shape;
    }

    /** People sign in to it, are asked, and it may renew what they allowed. */
    ClientShape app(List<String> redirects) {
        client.put("standardFlowEnabled", true).put("consentRequired", true);
        redirects.forEach(client.putArray("redirectUris")::add);
        client.putArray("webOrigins").add("+");
        attributes.put("pkce.code.challenge.method", "S256").put("use.refresh.tokens", "true");
        return oneHost(redirects) ? pairwise() : this;
    }

    /** Keycloak makes names of their own for what has one host in common; an address of a phone's app has none. */
    private static boolean oneHost(List<String> redirects) {
        List<URI> addresses = redirects.stream().map(URI::create).toList();
        return addresses.stream().allMatch(each -> each.getScheme().startsWith("http") && each.getHost() != null)
                && addresses.stream().map(URI::getHost).distinct().count() == 1;
    }

    /** Two apps know one person by two names (OpenID Connect Core section 8.1), and cannot compare notes. */
    private ClientShape pairwise() {
        client.putArray("protocolMappers")
                .addObject()
                .put("name", "pairwise sub")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-sha256-pairwise-sub-mapper")
                .putObject("config")
                .put("pairwiseSubAlgorithmSalt", UUID.randomUUID().toString());
        return this;
    }

    /** A system that acts for itself by client credentials. */
    ClientShape service() {
        client.put("serviceAccountsEnabled", true);
        return this;
    }

    /** A client that only takes a person through the consent screen and back. */
    ClientShape ceremony(String callback) {
        client.put("standardFlowEnabled", true).put("consentRequired", true);
        client.putArray("redirectUris").add(callback);
        client.putArray("webOrigins");
        attributes
                .put("pkce.code.challenge.method", "S256")
                .put("require.pushed.authorization.requests", "true")
                .put("backchannel.logout.session.required", "false");
        return this;
    }

    ClientShape scopes(List<String> always, List<String> onRequest) {
        always.forEach(client.putArray("defaultClientScopes")::add);
        onRequest.forEach(client.putArray("optionalClientScopes")::add);
        return this;
    }

    /** Puts a claim of this value into every access token. */
    ClientShape claim(String name, String value) {
        ObjectNode mapper = json.createObjectNode()
                .put("name", name)
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-hardcoded-claim-mapper");
        ObjectNode config = mapper.putObject("config");
        Map.of(
                        "claim.name", name,
                        "claim.value", value,
                        "jsonType.label", "String",
                        "access.token.claim", "true",
                        "introspection.token.claim", "true",
                        "id.token.claim", "false")
                .forEach(config::put);
        client.putArray("protocolMappers").add(mapper);
        return this;
    }

    ObjectNode representation() {
        return client;
    }
}
