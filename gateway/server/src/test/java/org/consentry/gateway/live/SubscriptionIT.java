package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Verification;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Topic-based subscriptions: a member's endpoint is told what the member's stream tells. */
class SubscriptionIT {
    private static final String BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private static LiveGateway gateway;
    private static LiveGateway second;
    private static int number;

    private final WebhookReceiver hook = new WebhookReceiver();
    private String name = "";
    private String member = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        second = gateway.another();
        LiveGateway.expect(
                gateway.put(gateway.member("hospital-a"), "/fhir/Patient/p", "{'resourceType':'Patient','id':'p'}"),
                201);
    }

    @AfterAll
    static void stop() {
        second.close();
        gateway.close();
    }

    @BeforeEach
    void newMember() {
        name = "reader-" + ++number;
        member = gateway.member(name);
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private String json(String topic, String content, String more) {
        return "{'resourceType':'Subscription'," + more + "'status':'requested','reason':'to know','criteria':"
                + "'https://consentry.org/fhir/SubscriptionTopic/" + topic
                + "','channel':{'type':'rest-hook','endpoint':'"
                + hook.url() + "','payload':'application/fhir+json','_payload':{'extension':[{'url':'" + BACKPORT
                + "backport-payload-content','valueCode':'" + content + "'}]},"
                + "'extension':[{'url':'" + BACKPORT + "backport-heartbeat-period','valueUnsignedInt':30},"
                + "{'url':'" + BACKPORT + "backport-max-count','valuePositiveInt':3}],"
                + "'header':['Authorization: Bearer for-the-hospital']}}";
    }

    private String subscribe(String topic, String content) {
        return LiveGateway.expect(gateway.post(member, "/fhir/Subscription", json(topic, content, "")), 201)
                .path("id")
                .asString("");
    }

    private void tell(int count) {
        for (int i = 0; i < count; i++) {
            String task = "Task/t" + i;
            gateway.bean(TransactionTemplate.class).executeWithoutResult(status -> gateway.bean(Outbox.class)
                    .put(
                            new Recipient.ToMember(new OrganizationId(name)),
                            EventKind.UPDATE_PROPOSED,
                            Map.of("task", task, "organization", "Organization/x")));
        }
    }

    private String status(String id) {
        return LiveGateway.expect(gateway.get(member, "/fhir/Subscription/" + id), 200)
                .path("status")
                .asString("");
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }

    /** Row ER-15: who leaves switches it off, is told nothing more, and is told by another one still. */
    @Test
    void tellsNothingToASubscriptionThatWasSwitchedOff() {
        String off = subscribe("consent-granted", "id-only");
        String on = subscribe("update-proposed", "id-only");
        until("active", () -> status(off).equals("active") && status(on).equals("active"));
        String json = json("update-proposed", "id-only", "'id':'" + on + "',").replace("'requested'", "'off'");
        LiveGateway.expect(gateway.put(member, "/fhir/Subscription/" + on, json), 200);
        assertThat(status(on)).isEqualTo("off");
        String again = subscribe("update-proposed", "id-only");
        until("active", () -> status(again).equals("active"));

        tell(1);

        hook.await(each -> each.type().equals("event-notification"));
        assertThat(hook.all().stream().filter(each -> each.type().equals("event-notification")))
                .allMatch(each -> each.parameter("subscription").isEmpty()
                        || new String(each.body(), java.nio.charset.StandardCharsets.UTF_8)
                                .contains("Subscription/" + again));
        assertThat(status(on)).isEqualTo("off");
    }

    @Test
    void hidesASubscriptionFromEveryOtherMember() {
        String id = subscribe("update-proposed", "id-only");
        String other = gateway.member("somebody-else");

        for (String path : List.of("", "/$status", "/$events")) {
            assertThat(gateway.get(other, "/fhir/Subscription/" + id + path).statusCode())
                    .isEqualTo(404);
        }
        assertThat(gateway.put(
                                other,
                                "/fhir/Subscription/" + id,
                                json("update-proposed", "empty", "'id':'" + id + "',"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.delete(other, "/fhir/Subscription/" + id).statusCode())
                .isEqualTo(404);
        assertThat(gateway.post(gateway.patient("p"), "/fhir/Subscription", json("consent-granted", "empty", ""))
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.post(
                                gateway.member(name, "system/*.rs"),
                                "/fhir/Subscription",
                                json("consent-granted", "empty", ""))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesSubscriptionsOfAnotherKind() {
        HttpResponse<String> answer = gateway.post(
                member,
                "/fhir/Subscription",
                json("x", "empty", "").replace("https://consentry.org/fhir/SubscriptionTopic/x", "Observation?code=1"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("Subscription.criteria");
    }

    @Test
    void shakesHandsAndTellsInOrderWithASignatureThatVerifies() throws ParseException, JOSEException {
        String id = subscribe("update-proposed", "id-only");
        WebhookReceiver.Received handshake = hook.await(it -> it.type().equals("handshake"));
        assertThat(handshake.events()).isEmpty();
        until("active", () -> status(id).equals("active"));

        tell(7);
        WebhookReceiver.Received last = hook.await(it -> it.numbers().contains(7L));

        List<Long> numbers =
                hook.all().stream().flatMap(each -> each.numbers().stream()).toList();
        assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 7).boxed().toList());
        assertThat(hook.all()).allMatch(each -> each.numbers().size() <= 3);
        assertThat(last.bundle().path("type").asString("")).isEqualTo("history");
        assertThat(new String(last.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("Task/t6", "Subscription/" + id);
        assertThat(last.headers().getFirst("Authorization")).isEqualTo("Bearer for-the-hospital");
        JWKSet keys = JWKSet.parse(gateway.get("", "/.well-known/jwks.json").body());
        PublicJwk key = PublicJwk.of(keys.getKeys().getFirst().toECKey().toECPublicKey());
        String signature = last.headers().getFirst("X-JWS-Signature");
        assertThat(DetachedJws.verify(signature, last.body(), key)).isInstanceOf(Verification.Valid.class);
        assertThat(DetachedJws.verify(signature, handshake.body(), key)).isInstanceOf(Verification.BadSignature.class);
    }

    @Test
    void showsNoSecretThatWasGivenForTheEndpoint() {
        String id = subscribe("update-proposed", "empty");

        assertThat(gateway.get(member, "/fhir/Subscription/" + id).body()).doesNotContain("for-the-hospital");
        assertThat(JdbcClient.create(gateway.database.dataSource())
                        .sql("select s::text from subscription s")
                        .query(String.class)
                        .list())
                .noneMatch(row -> row.contains("for-the-hospital"));
    }

    @Test
    void tellsNoIdsWhereNothingIsToBeTold() {
        String id = subscribe("update-proposed", "empty");
        until("active", () -> status(id).equals("active"));
        tell(1);

        WebhookReceiver.Received notification = hook.await(it -> it.numbers().contains(1L));

        assertThat(new String(notification.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("Task/");
        assertThat(notification.parameter("events-since-subscription-start")).isEqualTo("1");
    }

    /** Each post takes longer than both nodes take to look again. */
    @Test
    void tellsASlowEndpointEverythingOnceAndInOrder() {
        String id = subscribe("update-proposed", "id-only");
        until("active", () -> status(id).equals("active"));
        hook.slow(Duration.ofMillis(600));
        tell(12);

        hook.await(it -> it.numbers().contains(12L));

        List<Long> numbers =
                hook.all().stream().flatMap(each -> each.numbers().stream()).toList();
        assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void triesAgainGoesIntoErrorAndCatchesUpWhenAskedAnew() {
        String id = subscribe("update-proposed", "id-only");
        until("active", () -> status(id).equals("active"));
        hook.answer(500);
        tell(2);
        until("error", () -> status(id).equals("error"));
        assertThat(hook.all().stream().filter(it -> it.type().equals("event-notification")))
                .hasSize(4);
        tell(3);
        assertThat(gateway.get(member, "/fhir/Subscription/" + id + "/$status").body())
                .contains("\"valueCode\":\"error\"", "\"valueString\":\"5\"");

        hook.answer(200);
        LiveGateway.expect(
                gateway.put(
                        member, "/fhir/Subscription/" + id, json("update-proposed", "id-only", "'id':'" + id + "',")),
                200);

        hook.await(it -> it.numbers().contains(5L));
        assertThat(status(id)).isEqualTo("active");
        assertThat(gateway.get(member, "/fhir/Subscription/" + id).body()).doesNotContain("\"error\"");
    }

    @Test
    void followsNoRedirect() {
        hook.answer(307);
        String id = subscribe("update-proposed", "empty");

        until("error", () -> status(id).equals("error"));
    }

    @Test
    void answersWhatWasToldFromOneNumberToAnother() {
        String id = subscribe("update-proposed", "id-only");
        tell(6);
        String events = "/fhir/Subscription/" + id + "/$events?eventsSinceNumber=2&eventsUntilNumber=4";

        WebhookReceiver.Received answer = new WebhookReceiver.Received(
                new com.sun.net.httpserver.Headers(),
                gateway.get(member, events).body().getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(answer.type()).isEqualTo("query-event");
        assertThat(answer.numbers()).containsExactly(2L, 3L, 4L);
        assertThat(gateway.get(member, "/fhir/Subscription/" + id + "/$events?eventsSinceNumber=x")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void beatsWhereNothingHasHappened() {
        String id = subscribe("update-proposed", "empty");
        until("active", () -> status(id).equals("active"));
        JdbcClient.create(gateway.database.dataSource())
                .sql("update subscription set last_sent = now() - interval '1 min' where id = :id")
                .param("id", id)
                .update();

        assertThat(hook.await(it -> it.type().equals("heartbeat")).events()).isEmpty();
    }

    @Test
    void endsWhereTheTimeHasComeAndStopsWhenDeleted() {
        String over = LiveGateway.expect(
                        gateway.post(
                                member,
                                "/fhir/Subscription",
                                json("update-proposed", "empty", "'end':'2020-01-01T00:00:00Z',")),
                        201)
                .path("id")
                .asString("");
        until("off", () -> status(over).equals("off"));
        String deleted = subscribe("update-proposed", "empty");
        assertThat(gateway.delete(member, "/fhir/Subscription/" + deleted).statusCode())
                .isEqualTo(204);

        assertThat(gateway.get(member, "/fhir/Subscription/" + deleted).statusCode())
                .isEqualTo(410);
        assertThat(gateway.get(member, "/fhir/Subscription/" + deleted + "/$status")
                        .statusCode())
                .isEqualTo(404);
    }

    /** What it tells of one patient rests on a consent, and ends with it. */
    @Test
    void endsWithTheConsentOfItsPatient() {
        gateway.ceremonies.register("p");
        String consent = gateway.ceremonies.grant(
                name,
                "p",
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        String filter = "'_criteria':{'extension':[{'url':'" + BACKPORT
                + "backport-filter-criteria','valueString':'DocumentReference?patient=Patient/p'}]},";
        String id = LiveGateway.expect(
                        gateway.post(member, "/fhir/Subscription", json("attachment-ready", "id-only", filter)), 201)
                .path("id")
                .asString("");
        until("active", () -> status(id).equals("active"));

        LiveGateway.expect(gateway.ceremonies.revoke("p", consent), 200);

        until("off", () -> status(id).equals("off"));
        assertThat(gateway.get(member, "/fhir/Subscription/" + id).body()).contains("No consent");
    }

    @Test
    void tellsOfARealRefusalAndSaysWhichTopicsThereAre() {
        String id = subscribe("consent-refused", "id-only");
        until("active", () -> status(id).equals("active"));
        String consent = gateway.ceremonies.ask(
                name,
                "p",
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
        LiveGateway.expect(
                gateway.post(
                        gateway.patient("p"),
                        "/fhir/Consent/" + consent + "/$refuse",
                        "{'resourceType':'Parameters','parameter':[]}"),
                200);

        WebhookReceiver.Received told = hook.await(it -> it.numbers().contains(1L));

        assertThat(told.bundle().toString()).contains("Consent/" + consent);
        assertThat(gateway.get("", "/fhir/metadata").body())
                .contains("SubscriptionTopic/consent-refused", "backport-subscription-events");
    }
}
