package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Two of three: the gateway and the proxies of two members hold a fragment each, and a reader needs two of them. */
class ThresholdIT {
    private static final byte[] CONTENT = "a scan that no one alone can open".getBytes(StandardCharsets.UTF_8);
    private static LiveGateway gateway;
    private static MemberProxy first;
    private static MemberProxy second;
    private static int number;

    private String patient = "";
    private String reader = "";
    private UmbralDevice device;
    private SecretKey own;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        first = new MemberProxy(gateway, "hospital-x");
        second = new MemberProxy(gateway, "hospital-y");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        first.stop();
        second.stop();
        gateway.close();
    }

    @BeforeEach
    void newPeople() {
        number++;
        patient = "p" + number;
        reader = "reader-" + number;
        for (MemberProxy each : List.of(first, second)) {
            each.away = false;
            each.lies = false;
            each.keepsEverything = false;
        }
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/" + patient,
                        "{'resourceType':'Patient','id':'" + patient + "'}"),
                201);
        device = new UmbralDevice(gateway, patient);
        device.register();
        own = UmbralDevice.receiving(gateway, reader);
        attach(CONTENT);
    }

    private void attach(byte[] content) {
        LiveGateway.expect(
                gateway.post(
                        gateway.member("hospital-a"),
                        "/fhir/DocumentReference",
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/"
                                + patient
                                + "'},'content':[{'attachment':{'contentType':'text/plain','data':'"
                                + Base64.getEncoder().encodeToString(content) + "'}}]}"),
                201);
    }

    private String provision() {
        return "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}";
    }

    /** A consent whose fragments both proxies have taken. */
    private String granted() {
        String consent = device.grantOfThree(reader, own.publicKey(), provision());
        until("both hold a fragment", () -> first.held.containsKey(consent) && second.held.containsKey(consent));
        return consent;
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }

    private String announced() throws IOException {
        try (EventLine line = EventLine.open(gateway, gateway.member(reader), "0")) {
            return line.next("attachment-ready").path("delivery").asString("");
        }
    }

    private HttpResponse<String> delivery(String id) {
        return gateway.get(gateway.member(reader), "/deliveries/" + id);
    }

    private byte[] fetched(JsonNode delivery) throws IOException {
        byte[] ciphertext = gateway.bytes(
                gateway.request(gateway.member(reader), delivery.path("uri").asString(""))
                        .GET());
        return UmbralDevice.open(delivery, own, ciphertext);
    }

    private static JdbcClient database() {
        return JdbcClient.create(gateway.database.dataSource());
    }

    @Test
    void givesNothingWhileBothProxiesAreAway() throws IOException {
        granted();
        String id = announced();
        first.away = true;
        second.away = true;

        HttpResponse<String> answer = delivery(id);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("cfrag", "capsule", "/objects/");
        assertThat(database()
                        .sql("select cardinality(cfrags) from delivery where id = :id and staging_key is null")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isZero();

        second.away = false;
        assertThat(fetched(LiveGateway.expect(delivery(id), 200))).isEqualTo(CONTENT);
    }

    @Test
    void worksWithOneProxyAway() throws IOException {
        String consent = granted();
        first.away = true;
        String id = announced();

        JsonNode delivery = LiveGateway.expect(delivery(id), 200);

        assertThat(delivery.path("threshold").asInt(0)).isEqualTo(2);
        assertThat(delivery.path("cfrags")).hasSize(2);
        assertThat(fetched(delivery)).isEqualTo(CONTENT);
        assertThat(holders(consent)).containsExactly("gateway", "Organization/hospital-y");
    }

    /** Who re-encrypted, as the content of the ledger's entry has it. */
    private static List<String> holders(String consent) {
        byte[] content = database()
                .sql("select content from reencryption_proof join delivery on id = delivery_id "
                        + "where consent_id = :consent and cardinality(evidence) = 2")
                .param("consent", consent)
                .query(byte[].class)
                .single();
        return LiveGateway.JSON
                .readTree(content)
                .path("cfrags")
                .valueStream()
                .map(it -> it.path("holder").asString(""))
                .toList();
    }

    @Test
    void worksWithTheProxiesAloneWhenTheGatewaysFragmentIsLost() throws IOException {
        String consent = granted();
        database()
                .sql("update kfrag set sealed = decode(repeat('00', 64), 'hex') where consent_id = :consent")
                .param("consent", consent)
                .update();

        assertThat(fetched(LiveGateway.expect(delivery(announced()), 200))).isEqualTo(CONTENT);
        assertThat(holders(consent)).containsExactly("Organization/hospital-x", "Organization/hospital-y");
    }

    @Test
    void reencryptsNothingAfterRevocationThoughAProxyKeepsItsFragment() throws IOException {
        first.keepsEverything = true;
        String consent = granted();
        String id = announced();
        int before = first.reencryptions.get() + second.reencryptions.get();

        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);

        assertThat(delivery(id).statusCode()).isEqualTo(410);
        until("the honest proxy forgets", () -> !second.held.containsKey(consent));
        assertThat(first.held).containsKey(consent);
        assertThat(first.reencryptions.get() + second.reencryptions.get()).isEqualTo(before);
        assertThat(database()
                        .sql("select count(*) from kfrag where consent_id = :consent and sealed is not null")
                        .param("consent", consent)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(database()
                        .sql("select count(*) from proxy_fragment where consent_id = :consent "
                                + "and (sealed is not null or withdrawn is null)")
                        .param("consent", consent)
                        .query(Integer.class)
                        .single())
                .isZero();
        // What the dishonest one kept is one of two: a reader who has everything else still opens nothing.
        assertThat(oneAloneOpens(first.held.get(consent))).isFalse();
    }

    private boolean oneAloneOpens(VerifiedKeyFrag kept) {
        byte[] sealedKey = database()
                .sql("select sealed_key from sealed_content where patient_id = :patient")
                .param("patient", patient)
                .query(byte[].class)
                .single();
        var sealed =
                org.consentry.crypto.envelope.SealedKey.fromBytes(sealedKey).orThrow();
        var cfrag = kept.reencrypt(sealed.capsule(), new java.security.SecureRandom());
        return sealed.open(own, device.delegating().publicKey(), List.of(cfrag))
                instanceof org.consentry.crypto.umbral.Checked.Accepted;
    }

    @Test
    void keepsNoProxysFragmentInClearAndNoneAtAllOnceItIsTaken() {
        String consent = granted();

        List<String> rows = database()
                .sql("select f::text from proxy_fragment f where consent_id = :consent")
                .param("consent", consent)
                .query(String.class)
                .list();
        for (MemberProxy each : List.of(first, second)) {
            byte[] fragment = each.held().get(consent).toBytes();
            String scalar = HexFormat.of().formatHex(fragment, 73, 105);
            assertThat(rows).hasSize(2).noneMatch(row -> row.contains(scalar));
        }
        until(
                "none is kept",
                () -> database()
                                .sql(
                                        "select count(*) from proxy_fragment where consent_id = :consent and state = 'HELD' "
                                                + "and sealed is null")
                                .param("consent", consent)
                                .query(Integer.class)
                                .single()
                        == 2);
    }

    @Test
    void takesNoFragmentThatIsNoHonestWorkOnTheCapsule() throws IOException {
        granted();
        first.lies = true;
        second.away = true;

        assertThat(delivery(announced()).statusCode()).isEqualTo(503);
    }

    @Test
    void proxiesTakeNoFragmentOfAnotherConsent() {
        first.away = false;
        String other = granted();
        String consent = gateway.ceremonies.ask(reader, patient, provision());

        LiveGateway.expect(device.complete(consent, device.sealed(consent, other, reader, own.publicKey())), 200);

        until(
                "both refused",
                () -> database()
                                .sql(
                                        "select count(*) from proxy_fragment where consent_id = :consent and state = 'REFUSED'")
                                .param("consent", consent)
                                .query(Integer.class)
                                .single()
                        == 2);
        assertThat(first.held).doesNotContainKey(consent);
    }

    @Test
    void refusesAConsentThatLeavesAProxyOut() {
        String consent = gateway.ceremonies.ask(reader, patient, provision());
        List<UmbralDevice.Part> whole = device.sealed(consent, consent, reader, own.publicKey());
        UmbralDevice.Part mine = whole.getFirst();

        for (List<UmbralDevice.Part> parts : List.of(
                List.of(mine),
                List.of(mine, whole.get(1)),
                List.of(whole.get(1), whole.get(2)),
                List.of(mine, whole.get(1), whole.get(1)),
                List.of(mine, mine, whole.get(1), whole.get(2)),
                List.of(mine, whole.get(1), new UmbralDevice.Part(whole.get(2).bytes(), Optional.of("Organization/z"))),
                List.of(
                        mine,
                        whole.get(1),
                        new UmbralDevice.Part(new byte[4096], whole.get(2).holder())))) {
            assertThat(device.complete(consent, parts).statusCode()).isEqualTo(422);
        }
        assertThat(device.complete(consent, Set.copyOf(device.fragments(own.publicKey(), 1, 1)))
                        .statusCode())
                .isEqualTo(422);
        LiveGateway.expect(device.complete(consent, whole), 200);
    }

    @Test
    void showsAProxysWorkToItsMemberAlone() {
        for (String token : List.of(gateway.patient(patient), gateway.service("analyst", "system/*.rs"))) {
            assertThat(gateway.get(token, "/proxy/work").statusCode()).isEqualTo(403);
            assertThat(answered(token, "{\"answers\":[{\"task\":\"forget\",\"consent\":\"x\"}]}"))
                    .isEqualTo(403);
        }
        assertThat(gateway.get("", "/proxy/work").statusCode()).isEqualTo(401);
        assertThat(LiveGateway.expect(gateway.get(gateway.member(reader), "/proxy/work"), 200)
                        .path("tasks"))
                .isEmpty();
    }

    private static int answered(String token, String body) {
        return gateway.send(gateway.request(token, "/proxy/answers")
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    @Test
    void refusesAnswersThatNobodyAskedFor() throws IOException {
        granted();
        String id = announced();
        String stranger = gateway.member(reader);

        assertThat(answered(
                        stranger,
                        "{\"answers\":[{\"task\":\"reencrypt\",\"request\":\"" + id + "\",\"cfrag\":\"AAAA\"}]}"))
                .isEqualTo(404);
        assertThat(answered(stranger, "{\"answers\":[]}")).isEqualTo(400);
        assertThat(answered(stranger, "{\"answers\":[{\"task\":\"reveal\"}]}")).isEqualTo(400);
        assertThat(answered(stranger, "{\"answers\":[{\"task\":\"hold\",\"consent\":\"c\",\"delegatingKey\":\"zz\"}]}"))
                .isEqualTo(400);
        assertThat(gateway.get(stranger, "/proxy/work?wait=31").statusCode()).isEqualTo(400);
        assertThat(gateway.get(stranger, "/proxy/work?wait=-1").statusCode()).isEqualTo(400);
    }
}
