package org.consentry.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.local.part.Keycloak;
import org.consentry.local.part.Parts;
import org.consentry.local.realm.MailServer;
import org.consentry.local.realm.Member;
import org.consentry.local.realm.People;
import org.consentry.local.realm.PublicKeys;
import org.consentry.local.realm.RealmAdmin;
import org.consentry.local.realm.RealmClients;
import org.consentry.local.realm.RealmUpkeep;
import org.subethamail.smtp.server.SMTPServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Keycloak with our realm, one hospital and a mail server, for all tests of this JVM that need no more. */
final class RunningRealm {
    static final String GATEWAY = "http://localhost:8080";
    static final String LANDING = GATEWAY + "/signed-in";
    private static final Pattern LINK = Pattern.compile("http://[^\\s\"<>]+action-token[^\\s\"<>]+");

    final Keycloak keycloak = Parts.shared().keycloak();
    final RealmAdmin admin = RealmAdmin.of(keycloak);
    final Realm realm = new Realm(keycloak.issuer());
    final ObjectNode hospitalKey = EcJwk.generate(EcJwk.Curve.P384);
    final People people = new People(admin);
    private final BlockingQueue<String> letters = new LinkedBlockingQueue<>();

    private RunningRealm() {
        SMTPServer mail = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, letter) -> letters.add(decoded(letter)))
                .build();
        mail.start();
        RealmUpkeep upkeep = new RealmUpkeep(admin);
        upkeep.run();
        upkeep.mail(new MailServer(
                "127.0.0.1", mail.getPortAllocated(), "no-reply@localhost", MailServer.Security.NONE, "", ""));
        RealmClients clients = clients();
        clients.builtIn();
        PublicKeys keys = new PublicKeys(EcJwk.publicSet(hospitalKey), "ES384");
        clients.member(new Member("hospital-c", "Harbor Clinic"), keys, keys);
    }

    static RunningRealm shared() {
        return Holder.REALM;
    }

    private static final class Holder {
        static final RunningRealm REALM = new RunningRealm();
    }

    RealmClients clients() {
        return new RealmClients(admin, URI.create(GATEWAY));
    }

    String issuer() {
        return keycloak.issuer().toString();
    }

    /** Quoted-printable, as far as links need it. */
    private static String decoded(byte[] letter) {
        return new String(letter, StandardCharsets.UTF_8)
                .replace("=\r\n", "")
                .replace("=\n", "")
                .replace("=3D", "=");
    }

    String letter() throws InterruptedException {
        String letter = letters.poll(10, TimeUnit.SECONDS);
        if (letter == null) {
            throw new AssertionError("No letter came");
        }
        return letter;
    }

    boolean hasNoLetter() {
        return letters.isEmpty();
    }

    static URI link(String letter) {
        Matcher link = LINK.matcher(letter);
        if (!link.find()) {
            throw new AssertionError("The letter holds no link: " + letter);
        }
        return URI.create(link.group().replace("&amp;", "&"));
    }

    /** An authorization request as an app makes it. */
    URI authorization(String client, String redirect, String scope, Map<String, String> more) {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                "client_id",
                client,
                "response_type",
                "code",
                "redirect_uri",
                redirect,
                "scope",
                scope,
                "state",
                "state",
                "code_challenge",
                Realm.challenge(),
                "code_challenge_method",
                "S256"));
        parameters.putAll(more);
        return realm.authorization(parameters);
    }

    /** The page behind the link to registration. */
    HttpResponse<String> registration(Visitor visitor) throws IOException, InterruptedException {
        HttpResponse<String> page = visitor.get(authorization("portal", LANDING, "openid", Map.of()));
        Matcher link = Pattern.compile("href=\"([^\"]*/registration[^\"]*)\"").matcher(page.body());
        if (!link.find()) {
            throw new AssertionError("There is no way to register");
        }
        return visitor.get(page.uri().resolve(link.group(1).replace("&amp;", "&")));
    }

    static Map<String, String> applicant(String username, String email) {
        return Map.of("username", username, "firstName", "Nora", "lastName", "Newman", "email", email);
    }

    /** Signs in on the page that is shown, and stops where Keycloak asks or sends back. */
    HttpResponse<String> signIn(Visitor visitor, URI address, String name, String password) throws Exception {
        HttpResponse<String> page = visitor.followWithin(issuer(), visitor.get(address));
        return visitor.followWithin(issuer(), visitor.submit(page, Map.of("username", name, "password", password)));
    }

    List<JsonNode> accounts(String email) {
        return admin.get("/users?exact=true&email=" + email).valueStream().toList();
    }
}
