package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What was made for somebody else and is known by its name: deliveries, links, event ids, subscriptions, sealed content. */
class OthersThingsIT {
    private static final String READER = "hospital-b";
    private static final String STRANGER = "hospital-s";
    private static LiveGateway gateway;
    private static SharedDocuments documents;
    private static String subscription = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        documents = SharedDocuments.of(gateway, READER);
        subscription = LiveGateway.expect(
                        gateway.post(
                                gateway.member(READER),
                                "/fhir/Subscription",
                                "{'resourceType':'Subscription','status':'requested','reason':'x','criteria':"
                                        + "'https://consentry.org/fhir/SubscriptionTopic/attachment-ready','channel':{"
                                        + "'type':'rest-hook','endpoint':'http://127.0.0.1:9/none','payload':"
                                        + "'application/fhir+json','_payload':{'extension':[{'url':'http://hl7.org/fhir/"
                                        + "uv/subscriptions-backport/StructureDefinition/backport-payload-content',"
                                        + "'valueCode':'id-only'}]},'header':['X-Key: hook-secret']}}"),
                        201)
                .path("id")
                .asString("");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static List<String> others() {
        return List.of(
                gateway.member(STRANGER),
                gateway.member("hospital-a"),
                gateway.patient("p"),
                gateway.patient("somebody"),
                gateway.practitioner("dr-s", STRANGER, "user/*.cruds"),
                gateway.service("operator", "system/*.cruds"),
                gateway.service("auditor", "system/*.rs"),
                gateway.app("p", "patient/*.cruds"));
    }

    private static String plain(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void aDeliveryIsThereForItsRecipientAlone() {
        SharedDocuments.Announced announced = documents.announced(100);
        URI uri = announced.uri();
        for (String other : others()) {
            for (String path : List.of("/deliveries/%s", "/deliveries/%s/", "/deliveries/%s?recipient=" + READER)) {
                assertThat(plain(gateway.get(other, path.formatted(announced.id()))))
                        .isEqualTo(plain(gateway.get(other, path.formatted("00000000-0000-0000-0000-000000000000"))));
            }
            assertThat(gateway.post(other, "/deliveries/" + announced.id() + "/ack", "{'sha256':'00'}")
                            .statusCode())
                    .isIn(400, 404, 415);
            assertThat(gateway.get(other, uri.toString()).statusCode()).isIn(403, 404);
        }
        assertThat(gateway.get(gateway.member(READER), uri.toString()).statusCode())
                .isEqualTo(200);
    }

    /** Every part of a link is signed; what is added, repeated, moved or cut is another link, which there is not. */
    @Test
    void aLinkThatWasChangedIsNone() {
        SharedDocuments.Announced announced = documents.announced(100);
        String uri = announced.uri().toString();
        String other = documents.announced(101).uri().toString();
        String key = announced.uri().getPath().replaceAll(".*/", "");
        List<String> changed = List.of(
                uri.replaceAll("X-Amz-Expires=\\d+", "X-Amz-Expires=604800"),
                uri + "&X-Amz-Expires=604800",
                uri + "&response-content-type=text/html",
                uri + "&x=y",
                uri.replaceAll("X-Amz-Date=\\d{4}", "X-Amz-Date=2099"),
                uri.replaceAll("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders="),
                uri.replaceAll("X-Amz-Signature=..", "X-Amz-Signature=00"),
                uri.replaceAll("X-Amz-Signature=[0-9a-f]+", "X-Amz-Signature="),
                uri.replaceAll("&?X-Amz-Signature=[0-9a-f]+", ""),
                uri.replaceAll("\\?.*", ""),
                uri.replace("/staging/", "/content/"),
                uri.replace("/staging/", "/staging/%2e%2e/"),
                uri.replace("/staging/", "//staging/"),
                uri.replace("/objects/", "/objects/other-"),
                uri.replace(key, key.toUpperCase(java.util.Locale.ROOT) + "x"),
                uri.replaceAll("\\?.*", other.replaceAll(".*\\?", "?")),
                uri.replace("X-Amz-Signature", "x-amz-signature"));
        for (String each : changed) {
            assertThat(gateway.get(gateway.member(READER), each).statusCode())
                    .as(each)
                    .isIn(400, 404);
        }
        assertThat(gateway.get(gateway.member(READER), uri).statusCode()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> noIdOfAnEventOpensAnothersStream() {
        documents.announced(100);
        return Stream.of(
                        "0",
                        "-1",
                        "1",
                        "9999999999999999999",
                        "00",
                        "0x1",
                        "1; select 1",
                        "hospital-b:0",
                        "0,1",
                        "%30",
                        "")
                .map(id -> DynamicTest.dynamicTest("id " + id, () -> {
                    String heard = listened(
                            "/events?recipient=hospital-b&lastEventId=0&Last-Event-ID=0", gateway.member(STRANGER), id);

                    assertThat(heard)
                            .startsWith("HTTP/1.1 ")
                            .doesNotContain("attachment-ready", "Patient/p", "delivery");
                }));
    }

    @Test
    void theRecipientHearsWhatOthersDoNot() throws IOException {
        documents.announced(100);

        assertThat(listened("/events", gateway.member(READER), "0")).contains("attachment-ready");
        assertThat(listened("/events", gateway.practitioner("dr-s", STRANGER, "user/*.rs"), "0"))
                .doesNotContain("attachment-ready");
    }

    /** What comes within the moment that a line is silent. */
    private static String listened(String path, String token, String lastEventId) throws IOException {
        RawDoor door = RawDoor.of(gateway);
        try (Socket socket = door.open()) {
            socket.setSoTimeout(700);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\nLast-Event-ID: " + lastEventId + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return RawDoor.heard(socket).text();
        }
    }

    @Test
    void aSubscriptionIsItsOwnersAlone() {
        String path = "/fhir/Subscription/" + subscription;
        for (String other : others()) {
            for (String each : List.of(path, path + "/$status", path + "/$events", path + "/_history")) {
                HttpResponse<String> there = gateway.get(other, each);
                HttpResponse<String> none = gateway.get(other, each.replace(subscription, "unknown-subscription"));

                assertThat(there.statusCode()).as(each).isEqualTo(none.statusCode());
                assertThat(there.body()).doesNotContain("hook-secret", "127.0.0.1:9");
            }
            assertThat(gateway.get(other, "/fhir/Subscription?_id=" + subscription)
                            .body())
                    .doesNotContain("hook-secret", "127.0.0.1:9");
            assertThat(gateway.delete(other, path).statusCode()).isIn(403, 404);
            assertThat(gateway.put(
                                    other,
                                    path,
                                    "{'resourceType':'Subscription','id':'" + subscription
                                            + "','status':'off','reason':'x','criteria':'https://consentry.org/fhir/"
                                            + "SubscriptionTopic/attachment-ready','channel':{'type':'rest-hook',"
                                            + "'endpoint':'http://127.0.0.1:9/mine'}}")
                            .statusCode())
                    .isIn(400, 403, 404, 409, 422);
        }
        String own = gateway.get(gateway.member(READER), path).body();
        assertThat(own).contains("127.0.0.1:9/none").doesNotContain("hook-secret");
    }

    /** The address of content, its hash and its sealed form open nothing to anybody else. */
    @Test
    void sealedContentIsThePatientsAlone() {
        assertThat(documents.announced(100).id()).isNotEmpty();
        String document = LiveGateway.expect(
                        gateway.get(gateway.member(READER), "/fhir/DocumentReference?_sort=-_lastUpdated&_count=1"),
                        200)
                .path("entry")
                .path(0)
                .path("resource")
                .path("content")
                .path(0)
                .path("attachment")
                .path("url")
                .asString("");
        String binary = document.replaceAll(".*Binary/", "");
        assertThat(binary).isNotEmpty();
        for (String stranger : List.of(gateway.member(STRANGER), gateway.patient("somebody"))) {
            for (String path : List.of("/fhir/Binary/%s", "/fhir/Binary/%s/$sealed", "/fhir/Binary/%s/_history/1")) {
                assertThat(gateway.get(stranger, path.formatted(binary)).statusCode())
                        .as(path)
                        .isEqualTo(gateway.get(stranger, path.formatted("unknown-binary"))
                                .statusCode());
            }
        }
    }

    /** A page that was begun under a consent is not gone on with after it, by its reader or by anybody. */
    @Test
    void aPageOfAnEndedConsentHasNoNext() {
        String reader = "hospital-t";
        gateway.ceremonies.register("q");
        LiveGateway.expect(
                gateway.put(gateway.member("hospital-a"), "/fhir/Patient/q", "{'resourceType':'Patient','id':'q'}"),
                201);
        for (int i = 0; i < 4; i++) {
            LiveGateway.expect(
                    gateway.put(
                            gateway.member("hospital-a"),
                            "/fhir/Observation/q" + i,
                            "{'resourceType':'Observation','id':'q" + i
                                    + "','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/q'}}"),
                    201);
        }
        String provision = "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'%s'}]}";
        String ended = gateway.ceremonies.grant(reader, "q", provision.formatted("Observation"));
        gateway.ceremonies.grant(reader, "q", provision.formatted("Condition"));
        String token = gateway.member(reader);
        JsonNode page = LiveGateway.expect(gateway.get(token, "/fhir/Observation?patient=q&_count=1"), 200);
        String next = LiveGateway.next(page);
        String everything = "/fhir/Patient/q/$everything";
        assertThat(gateway.get(token, everything).body()).contains("\"q1\"");

        gateway.ceremonies.revoke("q", ended);

        assertThat(gateway.get(token, next).body()).doesNotContain("\"q1\"", "\"q2\"");
        assertThat(gateway.get(token, everything).body()).doesNotContain("\"q1\"", "\"q0\"");
        assertThat(gateway.get(token, "/fhir/Observation/q0/_history").body()).doesNotContain("\"q0\"");
        assertThat(gateway.get(token, "/fhir/_history?_type=Observation").body())
                .doesNotContain("\"q0\"");
    }

    /** Bundles that are none to be carried out are stored or refused, and nothing in them is done. */
    @TestFactory
    Stream<DynamicTest> aBundleOfAnotherKindDoesNothing() {
        return Stream.of(
                        "document",
                        "message",
                        "collection",
                        "searchset",
                        "history",
                        "transaction-response",
                        "batch-response")
                .map(type -> DynamicTest.dynamicTest(type, () -> {
                    String id = "made-by-" + type;
                    HttpResponse<String> answer = gateway.post(
                            gateway.member(STRANGER),
                            "/fhir",
                            "{'resourceType':'Bundle','type':'" + type
                                    + "','entry':[{'resource':{'resourceType':'Basic','id':'"
                                    + id + "','code':{'text':'x'}},'request':{'method':'PUT','url':'Basic/" + id
                                    + "'}},{'request':{'method':'DELETE','url':'Patient/p'}}]}");

                    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403, 422);
                    assertThat(gateway.get(gateway.member(STRANGER), "/fhir/Basic/" + id)
                                    .statusCode())
                            .isEqualTo(404);
                    assertThat(gateway.get(gateway.member("hospital-a"), "/fhir/Patient/p")
                                    .statusCode())
                            .isEqualTo(200);
                }));
    }
}
