package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.consentry.local.realm.Person;
import org.consentry.local.realm.PublicKeys;
import org.consentry.local.realm.RealmFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The operator's yes, on a real Keycloak; the gateway's half is a stand-in that knows one application. */
class ApplicationsIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectNode KEY = EcJwk.generate(EcJwk.Curve.P384);
    private static final List<String> ASKED = new ArrayList<>();
    private static HttpServer gateway;
    private static String applications = "[]";
    private static String account = "";

    private final RunningRealm running = RunningRealm.shared();

    @BeforeAll
    static void start() throws IOException {
        account = RunningRealm.shared()
                .people
                .ensure(
                        new Person("applicant", "Ada", "Applies", "patient", "Patient/applicant", ""),
                        "a long and private word");
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/operator/applications", ApplicationsIT::answer);
        gateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.stop(0);
    }

    @BeforeEach
    void nothingAsked() {
        ASKED.clear();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                ASKED.add(exchange.getRequestURI().getPath());
            }
            boolean pending =
                    String.valueOf(exchange.getRequestURI().getQuery()).endsWith("pending");
            byte[] body = (pending ? applications : "[]").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Applications waiting(String kind, String id, String of) {
        ObjectNode application = JSON.createObjectNode()
                .put("application", "one")
                .put("account", of)
                .put("kind", kind)
                .put("id", id)
                .put("name", "Applied " + id)
                .put("jwks", EcJwk.publicSet(KEY));
        applications = JSON.createArrayNode().add(application).toString();
        return new Applications(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()), "token", running.admin);
    }

    private PublicKeys gatewayKeys() {
        return new PublicKeys(EcJwk.publicSet(running.hospitalKey), "ES384");
    }

    /** A member of the operator's making may be in no directory yet: its clients are not to be had by applying. */
    @Test
    void givesNobodyTheClientsOfAMember() throws Exception {
        Applications applications = waiting("institution", "hospital-c", account);

        assertThatThrownBy(() -> applications.approve("one", gatewayKeys()))
                .isInstanceOf(RealmFailure.class)
                .hasMessageContaining("other keys");

        assertThat(ASKED).isEmpty();
        assertThat(running.realm
                        .serviceToken("ehr-hospital-c", running.hospitalKey, "system/Patient.rs")
                        .has("access_token"))
                .isTrue();
    }

    @Test
    void believesNoAccountThatIsGone() {
        Applications applications = waiting("institution", "clinic-gone", "00000000-0000-0000-0000-000000000000");

        assertThatThrownBy(() -> applications.approve("one", gatewayKeys())).isInstanceOf(RealmFailure.class);
        assertThat(ASKED).isEmpty();
    }

    @Test
    void letsAnInstitutionSignInAfterAYesHoweverOftenItIsSaid() throws Exception {
        Applications applications = waiting("institution", "clinic-n", account);
        assertThat(applications.in("pending")).hasSize(1);

        applications.approve("one", gatewayKeys());
        applications.approve("one", gatewayKeys());

        assertThat(ASKED).contains("/operator/applications/one/$approve");
        String token = running.realm
                .serviceToken("ehr-clinic-n", KEY, "system/Patient.rs")
                .path("access_token")
                .asString();
        assertThat(Realm.payload(token).path("organization").asString()).isEqualTo("clinic-n");
    }

    /** Whoever calls itself like a client of the realm's own becomes another one. */
    @Test
    void makesAResearcherAnAnalystAndNothingElse() throws Exception {
        waiting("researcher", "portal", account).approve("one", gatewayKeys());

        String token = running.realm
                .serviceToken("research-portal", KEY, "system/Observation.rs")
                .path("access_token")
                .asString();
        assertThat(Realm.payload(token).toString()).contains("analyst").doesNotContain("organization\"");
        assertThat(running.admin
                        .get("/clients?clientId=portal")
                        .path(0)
                        .path("publicClient")
                        .asBoolean())
                .isTrue();
    }
}
