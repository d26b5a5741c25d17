package org.consentry.local;

import org.consentry.local.part.Keycloak;
import org.consentry.local.part.Secrets;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.Person;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code local-stack.json}: every URL, client and password of this stack, for tools and tests. It holds private keys
 * and passwords of made-up people, so only its owner may read it.
 */
final class Report {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final StackSettings settings;
    private final Keycloak keycloak;
    private final KeyFiles keys;
    private final Secrets passwords;
    private final Bindings bindings;

    Report(StackSettings settings, Keycloak keycloak, KeyFiles keys, Secrets passwords, Bindings bindings) {
        this.settings = settings;
        this.keycloak = keycloak;
        this.keys = keys;
        this.passwords = passwords;
        this.bindings = bindings;
    }

    String password(Person person) {
        return passwords.password("user." + person.username());
    }

    String json() {
        ObjectNode report = JSON.createObjectNode();
        String gateway = settings.gateway().toString();
        report.put("gateway", gateway)
                .put("fhir", gateway + "/fhir")
                .put("ledger", gateway + "/ledger")
                .put("events", gateway + "/events")
                .put("portal", gateway + "/")
                .put("keycloak", keycloak.issuer().toString())
                .put("tokenEndpoint", keycloak.tokenEndpoint().toString());
        report.putObject("mllp").put("host", "127.0.0.1").put("port", settings.mllpPort());
        report.put("mail", settings.data().resolve("mail").toString());
        report.put("ledgerKey", keys.ledgerVerifier());
        witnesses(report.putArray("witnesses"));
        report.put("ledgerPolicy", settings.data().resolve("keys/ledger.policy").toString());
        clients(report.putObject("clients"));
        users(report.putObject("users"));
        return JSON.writeValueAsString(report) + "\n";
    }

    private void witnesses(ArrayNode witnesses) {
        for (LocalWitnesses.Place place : LocalWitnesses.places(settings, keys)) {
            witnesses
                    .addObject()
                    .put("name", place.member())
                    .put("url", place.url())
                    .put("vkey", place.vkey());
        }
    }

    private void clients(ObjectNode clients) {
        for (Member member : Network.MEMBERS) {
            client(clients, member.id(), member.backendClient(), "system/*.cruds");
            clients.withObject("/" + member.id())
                    .put("umbralSecret", keys.umbralSecret(member.id()))
                    .put("umbralKeyFile", keys.umbral(member.id()).toString());
        }
        client(clients, "analyst", "analyst", "system/*.rs");
        client(clients, "operator", "operator", "system/*.cruds");
    }

    private void client(ObjectNode clients, String name, String clientId, String scope) {
        clients.putObject(name)
                .put("clientId", clientId)
                .put("alg", EcJwk.Curve.P384.algorithm())
                .put("scope", scope)
                .set("jwk", keys.client(name));
    }

    private void users(ObjectNode users) {
        for (Person person : Network.PEOPLE) {
            ObjectNode user = users.putObject(person.username())
                    .put("username", person.username())
                    .put("password", password(person))
                    .put("role", person.role());
            String patient = bindings.apply(person).patient();
            if (!patient.isEmpty()) {
                user.put("patient", patient);
            }
        }
    }
}
