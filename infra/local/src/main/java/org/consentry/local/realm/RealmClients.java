package org.consentry.local.realm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.consentry.local.part.Keycloak;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The clients of the network, and what in the realm depends on the gateway's address.
 *
 * <p>A hospital has two: its own system signs in as {@code ehr-<id>} and never sees a person; the gateway asks
 * patients as {@code consent-<id>}, which has no service account. One client with both could grant itself a patient's
 * scopes by client credentials.
 */
public final class RealmClients {
    private static final List<String> CONSOLE_SCOPES =
            List.of("basic", "acr", "web-origins", "roles", "profile", "email");
    // Keycloak leaves a scope out for whoever has none of its roles, so roles are not mapped to "gateway" itself.
    private static final List<String> ROLE_SCOPES = List.of("basic", "roles", "gateway", "network-roles");
    private static final List<String> APP_SCOPES =
            List.of("basic", "acr", "web-origins", "roles", "gateway", "network-roles");
    private static final List<String> APP_ASKS =
            List.of("fhirUser", "profile", "launch", "launch/patient", "offline_access");
    private static final Pattern READING = Pattern.compile("system/[A-Za-z*]+\\.(?:rs|r|s|read)(?:\\?.*)?");
    private static final List<String> SERVICE_SCOPES = List.of("basic", "roles", "gateway");

    private final RealmAdmin admin;
    private final URI gateway;
    private final Map<String, JsonNode> scopes = new TreeMap<>();

    /** @param gateway the gateway's public address without a slash at the end */
    public RealmClients(RealmAdmin admin, URI gateway) {
        this.admin = admin;
        this.gateway = gateway;
        admin.get("/client-scopes")
                .forEach(scope -> scopes.put(scope.path("name").asString(), scope));
    }

    /** Both clients of a member. */
    public void member(Member member, PublicKeys own, PublicKeys gatewayKeys) {
        ensure(ClientShape.confidential(admin.json(), member.backendClient(), member.name() + " (system)", own)
                .service()
                .scopes(SERVICE_SCOPES, scopesBeginning("system/"))
                .claim("organization", member.id())
                .representation());
        ensure(ClientShape.confidential(admin.json(), member.ceremonyClient(), member.name(), gatewayKeys)
                .ceremony(gateway + "/consent/callback")
                .scopes(List.of("basic", "acr"), asked())
                .representation());
    }

    /**
     * An app that people open with their record. What it may ask for is read access; the person is asked by Keycloak.
     *
     * @return the secret, when it signs in by one
     */
    public Optional<String> app(App app) {
        ClientShape shape = app.keys()
                .map(keys -> ClientShape.confidential(admin.json(), app.id(), app.name(), keys))
                .orElseGet(() -> app.secret()
                        ? ClientShape.secret(admin.json(), app.id(), app.name())
                        : ClientShape.open(admin.json(), app.id(), app.name()));
        List<String> asked =
                scopes.keySet().stream().filter(RealmClients::isForApps).toList();
        ensure(shape.app(app.redirects().stream().map(URI::toString).toList())
                .scopes(APP_SCOPES, asked)
                .representation());
        return app.secret()
                ? Optional.of(admin.get("/clients/" + idOf(app.id()) + "/client-secret")
                        .path("value")
                        .asString())
                : Optional.empty();
    }

    private static boolean isForApps(String scope) {
        return APP_ASKS.contains(scope) || scope.matches("(patient|user)/[A-Za-z*]+\\.(rs|read)(\\?.*)?");
    }

    /** A system with a role instead of an organization: {@code analyst}, who only reads, or {@code operator}. */
    public void service(String clientId, String name, String role, PublicKeys keys) {
        ensure(ClientShape.confidential(admin.json(), clientId, name, keys)
                .service()
                .scopes(
                        ROLE_SCOPES,
                        scopesBeginning("system/").stream()
                                .filter(scope -> !role.equals("analyst")
                                        || READING.matcher(scope).matches())
                                .toList())
                .representation());
        JsonNode account = admin.get("/clients/" + idOf(clientId) + "/service-account-user");
        ArrayNode roles = admin.json().createArrayNode().add(admin.get("/roles/" + role));
        admin.post("/users/" + account.path("id").asString() + "/role-mappings/realm", roles);
    }

    /**
     * Refuses when a client of that name is there with other keys than these.
     *
     * @throws RealmFailure so
     */
    public void requireNoOther(String clientId, PublicKeys keys) {
        for (JsonNode found : find(clientId)) {
            if (!found.path("attributes").path("jwks.string").asString("").equals(keys.jwks())) {
                throw new RealmFailure(
                        "The realm " + Keycloak.REALM + " has a client " + clientId + " with other keys");
            }
        }
    }

    /** The gateway's own way in, to read events and consents; it may change nothing. */
    public void gateway(PublicKeys keys) {
        ensure(ClientShape.confidential(admin.json(), "gateway", "Consentry gateway", keys)
                .service()
                .scopes(List.of("basic", "roles"), List.of())
                .representation());
        String management = idOf("realm-management");
        String client = idOf("gateway");
        String account = admin.get("/clients/" + client + "/service-account-user")
                .path("id")
                .asString();
        ArrayNode roles = admin.json().createArrayNode();
        List.of("view-events", "view-users", "query-users")
                .forEach(role -> roles.add(admin.get("/clients/" + management + "/roles/" + role)));
        admin.post("/users/" + account + "/role-mappings/clients/" + management, roles);
        admin.post("/clients/" + client + "/scope-mappings/clients/" + management, roles);
    }

    /**
     * Points the portal and the audience of access tokens at the gateway's address, which may have changed since the
     * realm file was imported.
     */
    public void address() {
        ObjectNode portal = (ObjectNode) admin.get("/clients/" + idOf("portal"));
        portal.put("rootUrl", gateway.toString());
        ArrayNode redirects = portal.putArray("redirectUris");
        List.of("/", "/signed-in").forEach(path -> redirects.add(gateway + path));
        portal.putArray("webOrigins").add(gateway.toString());
        portal.withObject("/attributes").put("post.logout.redirect.uris", gateway + "/");
        admin.put("/clients/" + portal.path("id").asString(), portal);
        JsonNode scope = scopes.get("gateway");
        if (scope == null) {
            throw new RealmFailure("The realm " + Keycloak.REALM + " was not made from our realm file");
        }
        audience(scope);
    }

    /**
     * What a realm file cannot say. Keycloak makes its own clients after the import: the account console, where
     * people take consents back, gets the scopes it cannot work without, and the consoles for administrators of this
     * realm alone, which would see every role, are switched off.
     */
    public void builtIn() {
        String console = idOf("account-console");
        for (JsonNode scope : admin.get("/client-scopes")) {
            if (CONSOLE_SCOPES.contains(scope.path("name").asString())) {
                admin.put("/clients/" + console + "/default-client-scopes/"
                        + scope.path("id").asString());
            }
        }
        for (String unused : List.of("admin-cli", "security-admin-console")) {
            ObjectNode client = (ObjectNode) find(unused).get(0);
            client.put("enabled", false).put("fullScopeAllowed", false).put("directAccessGrantsEnabled", false);
            admin.put("/clients/" + client.path("id").asString(), client);
        }
    }

    private void audience(JsonNode scope) {
        for (JsonNode mapper : scope.path("protocolMappers")) {
            if (mapper.path("protocolMapper").asString().equals("oidc-audience-mapper")) {
                ((ObjectNode) mapper.path("config")).put("included.custom.audience", gateway + "/fhir");
                admin.put(
                        "/client-scopes/" + scope.path("id").asString() + "/protocol-mappers/models/"
                                + mapper.path("id").asString(),
                        mapper);
            }
        }
    }

    private List<String> asked() {
        return scopes.keySet().stream()
                .filter(name -> name.startsWith("purpose/")
                        || name.startsWith("period/")
                        || name.startsWith("action/")
                        || (name.startsWith("patient/") && !name.startsWith("patient/*")))
                .toList();
    }

    private List<String> scopesBeginning(String prefix) {
        return scopes.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** Creates the client or brings its settings up to date; an update keeps its id, its roles and its consents. */
    private void ensure(ObjectNode client) {
        JsonNode found = find(client.path("clientId").asString());
        if (found.isEmpty()) {
            admin.post("/clients", client);
            return;
        }
        // Scopes are set when a client is created; an update through this call would ignore them.
        client.remove(List.of("defaultClientScopes", "optionalClientScopes", "protocolMappers"));
        admin.put("/clients/" + found.get(0).path("id").asString(), client);
    }

    private String idOf(String clientId) {
        JsonNode found = find(clientId);
        if (found.isEmpty()) {
            throw new RealmFailure("The realm " + Keycloak.REALM + " has no client " + clientId);
        }
        return found.get(0).path("id").asString();
    }

    private JsonNode find(String clientId) {
        return admin.get("/clients?clientId=" + RealmAdmin.encoded(clientId));
    }
}
