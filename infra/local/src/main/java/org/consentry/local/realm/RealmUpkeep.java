package org.consentry.local.realm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a running realm to what the realm file says today. Keycloak imports a file once: what a later version of it adds
 * (registration, client policies, scopes) reaches older realms by this. People, clients and consents are left alone.
 */
public final class RealmUpkeep {
    private static final List<String> SETTINGS = List.of(
            "registrationAllowed",
            "verifyEmail",
            "resetPasswordAllowed",
            "loginTheme",
            "emailTheme",
            "actionTokenGeneratedByUserLifespan",
            "eventsListeners",
            "enabledEventTypes");

    private static final String OFFLINE = "offline_access";

    private final RealmAdmin admin;
    private final JsonNode file;

    public RealmUpkeep(RealmAdmin admin) {
        this.admin = admin;
        this.file = file(admin);
    }

    /** Settings, client policies and scopes. */
    public void run() {
        ObjectNode realm = (ObjectNode) admin.get("");
        SETTINGS.forEach(name -> realm.set(name, file.path(name)));
        file.path("attributes").properties().forEach(each -> realm.withObject("/attributes")
                .set(each.getKey(), each.getValue()));
        admin.put("", realm);
        admin.put("/client-policies/profiles", file.path("clientProfiles"));
        admin.put("/client-policies/policies", file.path("clientPolicies"));
        scopes();
        offline();
    }

    /** Whom Keycloak hands its letters to. */
    public void mail(MailServer server) {
        ObjectNode realm = (ObjectNode) admin.get("");
        ObjectNode smtp = realm.putObject("smtpServer")
                .put("host", server.host())
                .put("port", Integer.toString(server.port()))
                .put("from", server.from())
                .put("fromDisplayName", "Consentry")
                .put("starttls", Boolean.toString(server.security() == MailServer.Security.STARTTLS))
                .put("ssl", Boolean.toString(server.security() == MailServer.Security.TLS))
                .put("auth", Boolean.toString(!server.user().isEmpty()));
        if (!server.user().isEmpty()) {
            smtp.put("user", server.user()).put("password", server.password());
        }
        admin.put("", realm);
    }

    private void scopes() {
        JsonNode there = admin.get("/client-scopes");
        for (JsonNode scope : file.path("clientScopes")) {
            String name = scope.path("name").asString();
            there.valueStream()
                    .filter(known -> known.path("name").asString("").equals(name))
                    .findFirst()
                    .ifPresentOrElse(known -> mappers(known, scope), () -> admin.post("/client-scopes", scope));
        }
    }

    /** Keycloak gives a token that outlives the session only where the scope carries the role of that name. */
    private void offline() {
        admin.get("/client-scopes")
                .valueStream()
                .filter(scope -> scope.path("name").asString("").equals(OFFLINE))
                .findFirst()
                .ifPresent(scope -> admin.post(
                        "/client-scopes/" + scope.path("id").asString() + "/scope-mappings/realm",
                        admin.json().createArrayNode().add(admin.get("/roles/" + OFFLINE))));
    }

    /** Adds what a scope puts into tokens, where it does not do so yet. */
    private void mappers(JsonNode known, JsonNode scope) {
        Set<String> names = new TreeSet<>();
        known.path("protocolMappers")
                .forEach(mapper -> names.add(mapper.path("name").asString("")));
        for (JsonNode mapper : scope.path("protocolMappers")) {
            if (!names.contains(mapper.path("name").asString(""))) {
                admin.post("/client-scopes/" + known.path("id").asString() + "/protocol-mappers/models", mapper);
            }
        }
    }

    private static JsonNode file(RealmAdmin admin) {
        try (InputStream text = RealmUpkeep.class.getResourceAsStream("/realm/consentry-realm.json")) {
            if (text == null) {
                throw new RealmFailure("The realm file is not on the class path: build infra/keycloak");
            }
            return admin.json().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
