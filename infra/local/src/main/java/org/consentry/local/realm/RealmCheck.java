package org.consentry.local.realm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Whether a running realm is still as narrow as it was made: what somebody changes by hand in the console is found here
 * and not by a patient. Reads only.
 */
public final class RealmCheck {
    private static final Set<String> OFF =
            Set.of("IMPERSONATION", "TOKEN_EXCHANGE", "TOKEN_EXCHANGE_STANDARD_V2", "CIBA", "DEVICE_FLOW");
    private static final int LONGEST_TOKEN_SECONDS = 300;
    private static final int LONGEST_ASSERTION_SECONDS = 300;

    private final List<String> findings = new ArrayList<>();

    private RealmCheck() {}

    /** What is wider than it should be, in words; empty when nothing is. */
    public static List<String> of(RealmAdmin admin) {
        return of(
                admin.serverInfo().path("features"),
                admin.get(""),
                admin.get("/clients?max=10000"),
                admin.get("/client-scopes"));
    }

    static List<String> of(JsonNode features, JsonNode realm, JsonNode clients, JsonNode scopes) {
        RealmCheck check = new RealmCheck();
        for (JsonNode feature : features) {
            String name = feature.path("name").asString("");
            check.require(
                    !(OFF.contains(name) && feature.path("enabled").asBoolean(false)), "feature " + name + " is on");
        }
        check.realm(realm);
        clients.forEach(check::client);
        scopes.forEach(check::scope);
        return List.copyOf(check.findings);
    }

    private void realm(JsonNode realm) {
        require(!realm.path("sslRequired").asString("").equals("none"), "the realm works without TLS");
        require(realm.path("bruteForceProtected").asBoolean(false), "passwords may be guessed without end");
        require(!realm.path("duplicateEmailsAllowed").asBoolean(true), "two people may have one e-mail address");
        require(!realm.path("editUsernameAllowed").asBoolean(true), "people may change their names for signing in");
        require(
                realm.path("accessTokenLifespan").asInt(Integer.MAX_VALUE) <= LONGEST_TOKEN_SECONDS,
                "access tokens live longer than five minutes");
        require(realm.path("verifyEmail").asBoolean(false), "people sign in with an e-mail address that is not theirs");
        require(
                has(realm.path("eventsListeners"), "consentry-registration"),
                "who registers gets no record: the listener for registrations is off");
        require(realm.path("eventsEnabled").asBoolean(false), "events are not kept: lost revocations are not found");
        require(realm.path("adminEventsEnabled").asBoolean(false), "administrators' events are not kept");
        require(
                has(realm.path("eventsListeners"), "consentry"),
                "the listener that tells the gateway of revocations is off");
    }

    private void client(JsonNode client) {
        String id = client.path("clientId").asString("");
        if (!client.path("enabled").asBoolean(true)) {
            return;
        }
        require(!client.path("implicitFlowEnabled").asBoolean(false), id + " may use the implicit flow");
        require(!client.path("directAccessGrantsEnabled").asBoolean(false), id + " may ask people for passwords");
        for (JsonNode uri : client.path("redirectUris")) {
            boolean own = id.startsWith("account") && uri.asString("").startsWith("/realms/");
            require(own || !uri.asString("").contains("*"), id + " redirects to a pattern");
        }
        if (id.startsWith("ehr-")) {
            backend(id, client);
        } else if (id.startsWith("consent-")) {
            ceremony(id, client);
        }
    }

    private void backend(String id, JsonNode client) {
        narrow(id, client);
        require(!client.path("standardFlowEnabled").asBoolean(true), id + " signs people in");
        for (JsonNode scope : client.path("optionalClientScopes")) {
            require(scope.asString("").startsWith("system/"), id + " may ask for " + scope.asString(""));
        }
    }

    private void ceremony(String id, JsonNode client) {
        narrow(id, client);
        JsonNode attributes = client.path("attributes");
        require(client.path("consentRequired").asBoolean(false), id + " needs no consent");
        require(!client.path("serviceAccountsEnabled").asBoolean(true), id + " signs in without a person");
        require(is(attributes, "pkce.code.challenge.method", "S256"), id + " works without PKCE");
        require(is(attributes, "require.pushed.authorization.requests", "true"), id + " works without PAR");
    }

    private void narrow(String id, JsonNode client) {
        JsonNode attributes = client.path("attributes");
        require(!client.path("fullScopeAllowed").asBoolean(true), id + " has every role in its tokens");
        require(!client.path("publicClient").asBoolean(true), id + " has no key");
        require(is(client, "clientAuthenticatorType", "client-jwt"), id + " signs in by a password");
        String longest = attributes.path("token.endpoint.auth.signing.max.exp").asString("");
        require(
                longest.matches("\\d{1,4}") && Integer.parseInt(longest) <= LONGEST_ASSERTION_SECONDS,
                id + " may sign in with an assertion of more than five minutes");
    }

    /** What a patient is asked for stands on the screen in words. */
    private void scope(JsonNode scope) {
        String name = scope.path("name").asString("");
        JsonNode attributes = scope.path("attributes");
        if (name.startsWith("patient/") || name.startsWith("purpose/") || name.startsWith("period/")) {
            boolean shown = is(attributes, "display.on.consent.screen", "true")
                    && !attributes.path("consent.screen.text").asString("").isBlank();
            require(shown, "the scope " + name + " is not shown in words on the consent screen");
        }
    }

    private static boolean is(JsonNode node, String name, String value) {
        return node.path(name).asString("").equals(value);
    }

    private static boolean has(JsonNode list, String value) {
        return list.valueStream().anyMatch(item -> item.asString("").equals(value));
    }

    private void require(boolean holds, String finding) {
        if (!holds) {
            findings.add(finding);
        }
    }
}
