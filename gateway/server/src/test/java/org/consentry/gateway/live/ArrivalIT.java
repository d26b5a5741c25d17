package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A member hears that something has come which a consent lets it read; nobody else hears anything. */
class ArrivalIT {
    private static LiveGateway gateway;
    private static int number;

    private String patient = "";
    private String reader = "";
    private String member = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void newPeople() {
        number++;
        patient = "p" + number;
        reader = "reader-" + number;
        member = gateway.member(reader);
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/" + patient,
                        "{'resourceType':'Patient','id':'" + patient + "'}"),
                201);
        gateway.ceremonies.register(patient);
    }

    private String grant(String to, String type) {
        return gateway.ceremonies.grant(
                to,
                patient,
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'" + type + "'}]}");
    }

    private String observation(String from) {
        return LiveGateway.expect(
                        gateway.post(
                                gateway.member(from),
                                "/fhir/Observation",
                                "{'resourceType':'Observation','status':'final','code':{'text':'secret-finding'},"
                                        + "'subject':{'reference':'Patient/" + patient + "'}}"),
                        201)
                .path("id")
                .asString("");
    }

    @Test
    void tellsNothingOfWhatTheConsentDoesNotShow() throws IOException {
        grant(reader, "Condition");
        try (EventLine line = EventLine.open(gateway, member)) {
            observation("hospital-a");
            String condition = LiveGateway.expect(
                            gateway.post(
                                    gateway.member("hospital-a"),
                                    "/fhir/Condition",
                                    "{'resourceType':'Condition','subject':{'reference':'Patient/" + patient + "'}}"),
                            201)
                    .path("id")
                    .asString("");

            JsonNode first = line.next("record-added");

            assertThat(first.path("resource").asString("")).isEqualTo("Condition/" + condition);
            assertThat(line.heard()).hasSize(1);
        }
    }

    @Test
    void tellsStrangersAndTheContributorNothing() throws IOException {
        String stranger = "stranger-" + number;
        grant(reader, "Observation");
        grant("hospital-a", "Observation");
        observation("hospital-a");
        try (EventLine line = EventLine.open(gateway, member, "0")) {
            line.next("record-added");
        }

        assertThat(told(stranger)).isZero();
        assertThat(told("hospital-a")).isZero();
        assertThat(told(reader)).isEqualTo(1);
    }

    private long told(String organization) {
        return JdbcClient.create(gateway.database.dataSource())
                .sql("select count(*) from event where recipient = :recipient and kind = 'record-added' "
                        + "and facts ->> 'patient' = :patient")
                .param("recipient", "Organization/" + organization)
                .param("patient", "Patient/" + patient)
                .query(Long.class)
                .single();
    }

    @Test
    void tellsNothingAfterARevocationAndWithdrawsWhatWasTold() throws IOException {
        String consent = grant(reader, "Observation");
        observation("hospital-a");
        try (EventLine line = EventLine.open(gateway, member, "0")) {
            line.next("record-added");
        }
        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);
        String later = observation("hospital-a");

        try (EventLine line = EventLine.open(gateway, member, "0")) {
            line.next("consent-revoked");

            assertThat(line.heard())
                    .noneMatch(event -> event.path("kind").asString("").equals("record-added"));
            assertThat(line.heard())
                    .anyMatch(event -> event.path("kind").asString("").equals("tombstone"));
            assertThat(line.heard().toString()).doesNotContain(later);
        }
        assertThat(told(reader)).isEqualTo(1);
    }

    @Test
    void tellsIdsAndNothingOfTheContent() throws IOException {
        String consent = grant(reader, "Observation");
        try (EventLine line = EventLine.open(gateway, member)) {
            String observation = observation("hospital-a");

            JsonNode event = line.next("record-added");

            assertThat(event.path("patient").asString("")).isEqualTo("Patient/" + patient);
            assertThat(event.path("consent").asString("")).isEqualTo("Consent/" + consent);
            assertThat(event.path("resource").asString("")).isEqualTo("Observation/" + observation);
            assertThat(event.toString()).doesNotContain("secret-finding");
            LiveGateway.expect(gateway.get(member, "/fhir/Observation/" + observation), 200);
        }
    }

    @Test
    void tellsOncePerSubmissionHoweverMuchItBrings() throws IOException {
        grant(reader, "Observation");
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append("{'request':{'method':'POST','url':'Observation'},'resource':{'resourceType':'Observation',"
                            + "'status':'final','code':{'text':'x" + i + "'},'subject':{'reference':'Patient/"
                            + patient + "'}}}");
        }
        try (EventLine line = EventLine.open(gateway, member)) {
            LiveGateway.expect(
                    gateway.post(
                            gateway.member("hospital-a"),
                            "/fhir",
                            "{'resourceType':'Bundle','type':'transaction','entry':[" + entries + "]}"),
                    200);
            line.next("record-added");
            String last = observation("hospital-a");

            assertThat(line.next("record-added").path("resource").asString("")).isEqualTo("Observation/" + last);
            assertThat(line.heard()).hasSize(2);
        }
    }
}
