package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Break-glass, and who could read a record now (row MR-08). */
class EmergencyIT {
    private static final String REASON =
            "{'resourceType':'Parameters','parameter':[{'name':'reason','valueString':'unconscious, allergies?'}]}";
    private static final String JUSTIFIED =
            "{'resourceType':'Parameters','parameter':[{'name':'finding','valueCode':'justified'}]}";
    private static LiveGateway gateway;
    private static int number;

    private String patient = "";
    private String doctor = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void record() {
        patient = "e" + ++number;
        doctor = gateway.practitioner("doctor-" + number, "hospital-b", "user/*.rs");
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(a, "/fhir/Patient/" + patient, "{'resourceType':'Patient','id':'" + patient + "'}"), 201);
        for (String type : new String[] {"AllergyIntolerance", "Observation"}) {
            String who = type.equals("Observation") ? "subject" : "patient";
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/" + type + "/" + type.toLowerCase(java.util.Locale.ROOT) + "-" + patient,
                            "{'resourceType':'" + type + "','id':'" + type.toLowerCase(java.util.Locale.ROOT) + "-"
                                    + patient + "','status':'final','code':{'text':'x'},'" + who
                                    + "':{'reference':'Patient/" + patient + "'}}"),
                    201);
        }
        gateway.ceremonies.register(patient);
    }

    private HttpResponse<String> breakGlass(String token, String body) {
        return gateway.post(token, "/fhir/Patient/" + patient + "/$break-glass", body);
    }

    @Test
    void opensNothingWithoutAPersonOrAReason() {
        assertThat(breakGlass(gateway.member("hospital-b"), REASON).statusCode())
                .isEqualTo(403);
        assertThat(breakGlass(gateway.service("analyst", "system/*.rs"), REASON).statusCode())
                .isEqualTo(403);
        assertThat(breakGlass("", REASON).statusCode()).isEqualTo(401);
        assertThat(breakGlass(doctor, "{'resourceType':'Parameters'}").statusCode())
                .isEqualTo(422);
        assertThat(gateway.get(doctor, "/fhir/Patient/" + patient).statusCode()).isEqualTo(404);
    }

    @Test
    void opensTheEmergencyDataSetToOnePersonForHoursAndTellsThePatient() {
        HttpResponse<String> opened = breakGlass(doctor, REASON);

        String consent = LiveGateway.expect(opened, 201).path("id").asString("");
        assertThat(gateway.ids(doctor, "AllergyIntolerance?patient=" + patient)).hasSize(1);
        assertThat(gateway.ids(doctor, "Observation?patient=" + patient)).isEmpty();
        String colleague = gateway.practitioner("colleague", "hospital-b", "user/*.rs");
        assertThat(gateway.get(colleague, "/fhir/AllergyIntolerance/allergyintolerance-" + patient)
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get(gateway.member("hospital-b"), "/fhir/AllergyIntolerance/allergyintolerance-" + patient)
                        .statusCode())
                .isEqualTo(404);
        String herself = gateway.patient(patient);
        assertThat(gateway.get(herself, "/fhir/Task?patient=" + patient).body())
                .contains("break-glass-review", "unconscious");
        assertThat(gateway.get(herself, "/fhir/AuditEvent?patient=" + patient).body())
                .contains("break-glass", "BTG");
        assertThat(gateway.get(herself, "/fhir/Consent/$evaluate").body()).contains(consent, "Practitioner/doctor-");

        gateway.clock.forward(Duration.ofHours(4));
        assertThat(gateway.get(doctor, "/fhir/AllergyIntolerance?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
    }

    /** Who asks again while it is open gets what is open: no longer, and the patient is not told once more. */
    @Test
    void isOpenedOnceHoweverOftenItIsAskedFor() {
        String first =
                LiveGateway.expect(breakGlass(doctor, REASON), 201).path("id").asString("");
        gateway.clock.forward(Duration.ofHours(3));

        assertThat(LiveGateway.expect(breakGlass(doctor, REASON), 201)
                        .path("id")
                        .asString(""))
                .isEqualTo(first);

        assertThat(gateway.ids(gateway.patient(patient), "Task?patient=" + patient))
                .hasSize(1);
        gateway.clock.forward(Duration.ofHours(1));
        assertThat(gateway.get(doctor, "/fhir/AllergyIntolerance?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"found \u202esuoicsnocnu", "found un\u200bconscious", "found\u0007 unconscious", "x"})
    void takesNoReasonThatReadsOtherwiseThanItIsWritten(String reason) {
        String body = "{'resourceType':'Parameters','parameter':[{'name':'reason','valueString':"
                + LiveGateway.JSON.writeValueAsString(reason) + "}]}";

        assertThat(breakGlass(doctor, body).statusCode()).isEqualTo(422);
    }

    @Test
    void isEndedByThePatientAtOnce() {
        String consent =
                LiveGateway.expect(breakGlass(doctor, REASON), 201).path("id").asString("");

        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);

        assertThat(gateway.get(doctor, "/fhir/AllergyIntolerance?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
    }

    /** One click must not undo what the patient did: neither the same person nor a colleague opens it again. */
    @Test
    void staysEndedUntilASecondPersonFindsItJustified() {
        String consent =
                LiveGateway.expect(breakGlass(doctor, REASON), 201).path("id").asString("");
        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);
        String colleague = gateway.practitioner("colleague-" + patient, "hospital-b", "user/*.cruds");

        assertThat(breakGlass(doctor, REASON).statusCode()).isEqualTo(403);
        assertThat(breakGlass(colleague, REASON).statusCode()).isEqualTo(403);
        assertThat(breakGlass(gateway.practitioner("doctor-" + number, "hospital-c", "user/*.rs"), REASON)
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(doctor, "/fhir/AllergyIntolerance?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
        String herself = gateway.patient(patient);
        assertThat(gateway.get(herself, "/fhir/AuditEvent?patient=" + patient + "&outcome=4,8,12")
                        .body())
                .contains("break-glass");

        String review =
                "/fhir/Task/" + gateway.ids(herself, "Task?patient=" + patient).getFirst() + "/$review";
        assertThat(gateway.post(doctor, review, JUSTIFIED).statusCode()).isIn(403, 404);
        assertThat(breakGlass(doctor, REASON).statusCode()).isEqualTo(403);
        LiveGateway.expect(gateway.post(colleague, review, JUSTIFIED), 200);
        LiveGateway.expect(breakGlass(doctor, REASON), 201);
    }

    @Test
    void endsWhenItIsFoundNotJustifiedAndOpensAgainWhenItsTimeIsOver() {
        LiveGateway.expect(breakGlass(doctor, REASON), 201);
        String herself = gateway.patient(patient);
        String review =
                "/fhir/Task/" + gateway.ids(herself, "Task?patient=" + patient).getFirst() + "/$review";

        LiveGateway.expect(
                gateway.post(gateway.member("hospital-b"), review, JUSTIFIED.replace("justified", "not-justified")),
                200);

        assertThat(gateway.get(doctor, "/fhir/AllergyIntolerance?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
        assertThat(breakGlass(doctor, REASON).statusCode()).isEqualTo(403);
        LiveGateway.expect(
                breakGlass(gateway.practitioner("other-" + patient, "hospital-d", "user/*.rs"), REASON), 201);
        gateway.clock.forward(Duration.ofHours(4));
        LiveGateway.expect(breakGlass(doctor, REASON), 201);
    }

    @Test
    void keepsNobodyOutWhoGaveItUpHimself() {
        String consent =
                LiveGateway.expect(breakGlass(doctor, REASON), 201).path("id").asString("");
        String writes = gateway.practitioner("doctor-" + number, "hospital-b", "user/*.cruds");
        LiveGateway.expect(
                gateway.post(writes, "/fhir/Consent/" + consent + "/$relinquish", "{'resourceType':'Parameters'}"),
                200);

        LiveGateway.expect(breakGlass(doctor, REASON), 201);
    }

    @Test
    void isRuledOutByThePatient() {
        String path = "/fhir/Patient/" + patient + "/$break-glass";
        String no = "{'resourceType':'Parameters','parameter':[{'name':'allowed','valueBoolean':false}]}";
        assertThat(gateway.post(gateway.patient("another"), path, no).statusCode())
                .isEqualTo(404);
        LiveGateway.expect(gateway.post(gateway.patient(patient), path, no), 200);

        assertThat(breakGlass(doctor, REASON).statusCode()).isEqualTo(403);
        assertThat(gateway.get(doctor, "/fhir/Patient/" + patient).statusCode()).isEqualTo(404);
    }

    @Test
    void isReviewedByThePatientAndByItsOrganizationButNotByWhoDidIt() {
        LiveGateway.expect(breakGlass(doctor, REASON), 201);
        String herself = gateway.patient(patient);
        String id = gateway.ids(herself, "Task?patient=" + patient).getFirst();
        String path = "/fhir/Task/" + id + "/$review";
        String objection = "{'resourceType':'Parameters','parameter':[{'name':'finding','valueCode':'not-justified'},{"
                + "'name':'note','valueString':'I was not in danger'}]}";
        String word = "{'resourceType':'Parameters','parameter':[{'name':'finding','valueCode':'justified'}]}";

        for (String other : new String[] {
            doctor,
            gateway.member("hospital-s"),
            gateway.patient("another"),
            gateway.service("operator", "system/*.cruds")
        }) {
            assertThat(gateway.post(other, path, word).statusCode()).isIn(403, 404);
        }
        assertThat(gateway.post(herself, path, word.replace("justified", "fine"))
                        .statusCode())
                .isEqualTo(400);
        LiveGateway.expect(gateway.post(herself, path, objection), 200);
        assertThat(gateway.post(herself, path, word).statusCode()).isEqualTo(409);

        String reviewed = LiveGateway.expect(gateway.post(gateway.member("hospital-b"), path, word), 200)
                .toString();

        assertThat(reviewed)
                .contains("completed", "not-justified: I was not in danger", "\"valueString\":\"justified\"");
    }

    @Test
    void tellsWhoCouldReadOneThing() {
        String allergy = gateway.ids(gateway.patient(patient), "AllergyIntolerance?patient=" + patient)
                .getFirst();
        String path = "/fhir/Consent/$evaluate?resource=AllergyIntolerance/";
        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                "{'period':{'end':'"
                        + gateway.clock.instant().plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.SECONDS)
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
        String herself = gateway.patient(patient);
        assertThat(gateway.get(herself, path + allergy).body())
                .contains("Organization/hospital-a")
                .doesNotContain("Organization/hospital-b");
        assertThat(gateway.get(herself, path + "unknown").statusCode()).isEqualTo(404);

        LiveGateway.expect(breakGlass(doctor, REASON), 201);

        assertThat(gateway.get(herself, path + allergy).body()).contains("Organization/hospital-b", "BTG");
    }

    @Test
    void tellsWhoCouldReadNowToThePatientAlone() {
        String consent = gateway.ceremonies.grant(
                "hospital-b",
                patient,
                "{'period':{'end':'"
                        + gateway.clock.instant().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS)
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
        String herself = gateway.patient(patient);

        assertThat(gateway.get(gateway.member("hospital-b"), "/fhir/Consent/$evaluate")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(herself, "/fhir/Consent/$evaluate").body())
                .contains("Organization/hospital-a", "Organization/hospital-b", "Consent/" + consent, "TREAT");
        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);
        assertThat(gateway.get(herself, "/fhir/Consent/$evaluate").body()).doesNotContain("Organization/hospital-b");
    }
}
