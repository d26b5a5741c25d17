package org.consentry.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.PublicKeys;
import org.consentry.local.realm.RealmAdmin;
import org.consentry.local.realm.RealmClients;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Applications that wait at the gateway. A yes is the gateway's first, since it gives an id once, and then makes the clients
 * that the applicant's keys sign in with. One that was cut off between the two is finished by saying yes again.
 */
final class Applications {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI gateway;
    private final String token;
    private final RealmAdmin realm;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param token an operator's, for the gateway */
    Applications(URI gateway, String token, RealmAdmin realm) {
        this.gateway = gateway;
        this.token = token;
        this.realm = realm;
    }

    /**
     * One application.
     *
     * @param application the gateway's name for it
     * @param account the account of the person who applied
     * @param kind institution, payer or researcher
     */
    record Waiting(String application, String account, String kind, String id, String name, String jwks) {
        private static Waiting of(JsonNode node) {
            return new Waiting(
                    text(node, "application"),
                    text(node, "account"),
                    text(node, "kind"),
                    text(node, "id"),
                    text(node, "name"),
                    text(node, "jwks"));
        }

        private static String text(JsonNode node, String name) {
            return node.path(name).asString("");
        }

        /** A prefix of its own keeps a researcher from being named like one of the realm's own clients. */
        String client() {
            return kind.equals("researcher") ? "research-" + id : new Member(id, name).backendClient();
        }

        private PublicKeys keys() {
            JsonNode first = JSON.readTree(jwks).path("keys").path(0);
            String algorithm = first.path("kty").asString("").equals("RSA")
                    ? "RS384"
                    : first.path("crv").asString("").equals("P-256") ? "ES256" : "ES384";
            return new PublicKeys(jwks, algorithm);
        }
    }

    /** Applications of one status: pending, approved or refused. */
    List<Waiting> in(String status) {
        List<Waiting> waiting = new ArrayList<>();
        ask("GET", "/operator/applications?status=" + status).forEach(node -> waiting.add(Waiting.of(node)));
        return waiting;
    }

    /** The verified address of whoever applied; none when the account is closed, or was given another address since. */
    Optional<String> address(Waiting application) {
        JsonNode account = realm.account(application.account());
        boolean verified = account.path("emailVerified").asBoolean(false)
                && account.path("enabled").asBoolean(false);
        return verified ? Optional.of(account.path("email").asString("")) : Optional.empty();
    }

    /** Says yes and makes the clients. */
    Waiting approve(String id, PublicKeys gatewayKeys) {
        Waiting application = find(id);
        String address = address(application)
                .orElseThrow(() -> new StackFailure("The applicant's account is closed or has no verified address"));
        RealmClients clients = new RealmClients(realm, gateway);
        // The gateway's directory may not know a member that has its clients already: nobody gets them by applying.
        clients.requireNoOther(application.client(), application.keys());
        ask("POST", "/operator/applications/" + application.application() + "/$approve");
        if (application.kind().equals("researcher")) {
            clients.service(application.client(), application.name(), "analyst", application.keys());
        } else {
            clients.member(new Member(application.id(), application.name()), application.keys(), gatewayKeys);
        }
        System.out.println(application.client() + " signs in now; tell " + address);
        return application;
    }

    /** Says no. */
    void refuse(String id) {
        ask("POST", "/operator/applications/" + find(id).application() + "/$refuse");
    }

    private Waiting find(String id) {
        List<Waiting> all = new ArrayList<>(in("pending"));
        all.addAll(in("approved"));
        return all.stream()
                .filter(each -> each.application().equals(id))
                .findFirst()
                .orElseThrow(() -> new StackFailure("No application of this name waits"));
    }

    private JsonNode ask(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new StackFailure("The gateway answered " + answer.statusCode() + " to " + method + " "
                        + request.uri().getPath());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new StackFailure("The gateway does not answer at " + gateway, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackFailure("Interrupted while waiting for the gateway", e);
        }
    }
}
