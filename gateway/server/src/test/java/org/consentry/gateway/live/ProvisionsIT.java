package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a patient's yes opens, through the public doors: rows ER-30, ER-41, PC-05, PC-06, BC-41, MR-04, MR-07, ML-08. */
class ProvisionsIT {
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static LiveGateway gateway;
    private static int number;

    private String patient = "";

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
        patient = "p" + ++number;
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(a, "/fhir/Patient/" + patient, "{'resourceType':'Patient','id':'" + patient + "'}"), 201);
        observation("lab", "laboratory");
        observation("vital", "vital-signs");
        gateway.ceremonies.register(patient);
    }

    private void observation(String name, String category) {
        String id = name + "-" + patient;
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Observation/" + id,
                        "{'resourceType':'Observation','id':'" + id + "','status':'final','category':[{'coding':[{"
                                + "'system':'" + CATEGORY + "','code':'" + category + "'}]}],'code':{'text':'x'},"
                                + "'subject':{'reference':'Patient/" + patient
                                + "'},'effectiveDateTime':'2026-03-01'}"),
                201);
    }

    private static String provision(String more) {
        return "{'period':{'end':'" + Instant.now().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS)
                + "'},'purpose':[{'code':'TREAT'}]," + more + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'class':[{'code':'Observation'}],'action':[{'coding':[{'code':'steal'}]}]",
                "'class':[{'code':'Observation'}],'data':[{'meaning':'related','reference':{'reference':'Patient/1'}}]",
                "'class':[{'code':'Observation'}],'type':'deny'",
                "'class':[{'code':'Observation'}],'provision':[{'type':'permit','class':[{'code':'Condition'}]}]",
                "'class':[{'code':'Observation'}],'provision':[{'type':'deny'}]",
                "'class':[{'code':'Observation'}],'provision':[{'type':'deny','purpose':[{'code':'TREAT'}]}]",
                "'class':[{'code':'Observation'}],'code':[{'text':'anything'}]",
                "'class':[{'code':'Observation'}],'actor':[{'reference':{'reference':'Organization/another'}}]",
                "'class':[{'code':'Observation'}],'unknown':true"
            })
    void refusesAProvisionThatItWouldNotEnforce(String provision) {
        var answer = gateway.post(
                gateway.member("hospital-b"),
                "/fhir/Consent",
                "{'resourceType':'Consent','status':'proposed','patient':{'reference':'Patient/" + patient
                        + "'},'provision':" + provision(provision) + "}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("Consent.provision");
    }

    @Test
    void opensACategoryAndNothingElse() {
        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                provision("'class':[{'code':'Observation'},{'system':'" + CATEGORY + "','code':'laboratory'}]"));
        String b = gateway.member("hospital-b");

        assertThat(gateway.ids(b, "Observation?patient=" + patient)).containsExactly("lab-" + patient);
        assertThat(gateway.get(b, "/fhir/Observation/vital-" + patient).statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsAnExceptionClosed() {
        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                provision("'class':[{'code':'Observation'}],'provision':[{'type':'deny','class':[{'system':'" + CATEGORY
                        + "','code':'laboratory'}]}]"));

        assertThat(gateway.ids(gateway.member("hospital-b"), "Observation?patient=" + patient))
                .containsExactly("vital-" + patient);
    }

    /** What she withholds, of which days, and from whom: each narrows, none widens, and she signs what is left. */
    @Test
    void opensOnlyWhatThePatientLeaves() {
        String category = CATEGORY + "|laboratory";
        String asked = provision("'class':[{'code':'Observation'}],'dataPeriod':{'start':'2025-01-01'}");
        String consent = gateway.ceremonies.ask("hospital-b", patient, asked);
        for (String wider : new String[] {
            "{'name':'from','valueDate':'2024-12-31'}",
            "{'name':'from','valueDate':'2026-04-01'},{'name':'to','valueDate':'2026-03-31'}",
            "{'name':'class','valueCode':'Condition'}",
            "{'name':'actor','valueString':'Practitioner/somebody'}",
            "{'name':'end','valueDateTime':'2099-01-01T00:00:00Z'}",
            "{'name':'withholdCategory','valueString':'a|b|c'}",
            "{'name':'from','valueString':'yesterday'}"
        }) {
            assertThat(gateway.ceremonies.departure(patient, consent, wider).statusCode())
                    .as(wider)
                    .isIn(400, 422);
        }
        gateway.ceremonies.approve(patient, consent, "{'name':'withholdCategory','valueString':'" + category + "'}");

        assertThat(gateway.ids(gateway.member("hospital-b"), "Observation?patient=" + patient))
                .containsExactly("vital-" + patient);
        assertThat(gateway.get(gateway.patient(patient), "/fhir/Consent/" + consent)
                        .body())
                .contains("\"deny\"", "laboratory");

        String second = gateway.ceremonies.ask("hospital-c", patient, asked);
        gateway.ceremonies.approve(patient, second, "{'name':'from','valueDate':'2026-03-02'}");
        assertThat(gateway.ids(gateway.member("hospital-c"), "Observation?patient=" + patient))
                .isEmpty();
    }

    /** Row BC-41. */
    @Test
    void refusesAnotherPurposeThanThePatientAllowed() {
        gateway.ceremonies.grant("hospital-b", patient, provision("'class':[{'code':'Observation'}]"));
        String b = gateway.member("hospital-b");
        String query = "/fhir/Observation?patient=" + patient;

        assertThat(gateway.get(b, query, "Purpose-Of-Use", "HPAYMT").statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(b, query, "Purpose-Of-Use", "no words").statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(b, query, "Purpose-Of-Use", "TREAT").statusCode())
                .isEqualTo(200);
    }

    /** Rows ER-41 and PC-05: reading, adding and correcting are three rights. */
    @Test
    void keepsReadingAddingAndCorrectingApart() {
        String add = "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':"
                + "'Patient/" + patient + "'}}";
        String correct = add.replaceFirst("\\{", "{'id':'lab-" + patient + "',");
        String b = gateway.member("hospital-b");
        assertThat(gateway.post(b, "/fhir/Observation", add).statusCode()).isEqualTo(403);

        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                provision("'class':[{'code':'Observation'}],'action':[{'coding':[{'code':'use'}]}]"));

        assertThat(gateway.post(b, "/fhir/Observation", add).statusCode()).isEqualTo(201);
        assertThat(gateway.put(b, "/fhir/Observation/lab-" + patient, correct).statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(b, "/fhir/Observation/lab-" + patient).statusCode())
                .isEqualTo(404);
    }

    /** Whoever may correct a Patient does not close the record to everybody else. */
    @Test
    void correctingAPatientClosesNoRecord() {
        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                provision("'class':[{'code':'Patient'}],'action':[{'coding':[{'code':'correct'}]}]"));
        String b = gateway.member("hospital-b");
        String content = "{'resourceType':'Patient','id':'" + patient + "','name':[{'family':'Corrected'}],'active':";

        assertThat(gateway.put(b, "/fhir/Patient/" + patient, content + "false}")
                        .statusCode())
                .isEqualTo(403);

        assertThat(gateway.put(b, "/fhir/Patient/" + patient, content + "true}").statusCode())
                .isEqualTo(200);
        observation("later-" + patient, "laboratory");
    }

    /** Row MR-04. */
    @Test
    void opensByAGroupToWhoeverBelongsToItNow() {
        String a = gateway.member("hospital-b");
        String doctor = gateway.practitioner("doc-" + patient, "hospital-b", "user/*.rs");
        String group = "/fhir/Group/er-" + patient;
        String members = "{'resourceType':'Group','id':'er-" + patient
                + "','type':'practitioner','actual':true,'member':[{'entity':{'reference':'Practitioner/doc-" + patient
                + "'}}]}";
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Practitioner/doc-" + patient,
                        "{'resourceType':'Practitioner','id':'doc-" + patient + "'}"),
                201);
        LiveGateway.expect(gateway.put(a, group, members), 201);
        gateway.ceremonies.grant(
                "hospital-b",
                patient,
                provision("'class':[{'code':'Observation'}],'actor':[{'reference':{'reference':'Group/er-" + patient
                        + "'}}]"));

        assertThat(gateway.ids(doctor, "Observation?patient=" + patient)).hasSize(2);
        assertThat(gateway.get(gateway.member("hospital-c"), "/fhir/Observation/lab-" + patient)
                        .statusCode())
                .isEqualTo(404);

        LiveGateway.expect(gateway.put(a, group, members.replaceFirst("'member':\\[.*]", "'quantity':0")), 200);
        assertThat(gateway.get(doctor, "/fhir/Observation/lab-" + patient).statusCode())
                .isEqualTo(404);
    }

    /** Row ML-08. */
    @Test
    void endsAllAccessOfAPractitionerWhoIsSwitchedOff() {
        gateway.ceremonies.grant("hospital-b", patient, provision("'class':[{'code':'Observation'}]"));
        String b = gateway.member("hospital-b");
        String doctor = gateway.practitioner("off-" + patient, "hospital-b", "user/*.rs");
        assertThat(gateway.ids(doctor, "Observation?patient=" + patient)).hasSize(2);
        String role = "{'resourceType':'PractitionerRole','id':'r-" + patient
                + "','active':false,'practitioner':{'reference':'Practitioner/off-" + patient
                + "'},'organization':{'reference':'Organization/hospital-b'}}";

        assertThat(gateway.put(gateway.member("hospital-a"), "/fhir/PractitionerRole/r-" + patient, role)
                        .statusCode())
                .isEqualTo(403);
        LiveGateway.expect(
                gateway.put(
                        b,
                        "/fhir/Practitioner/off-" + patient,
                        "{'resourceType':'Practitioner','id':'off-" + patient + "'}"),
                201);
        gateway.put(
                gateway.service("operator", "system/*.cruds"),
                "/fhir/Organization/hospital-b",
                "{'resourceType':'Organization','id':'hospital-b','name':'B'}");
        LiveGateway.expect(gateway.put(b, "/fhir/PractitionerRole/r-" + patient, role), 201);

        assertThat(gateway.get(doctor, "/fhir/Observation?patient=" + patient).statusCode())
                .isEqualTo(403);
    }

    /** Rows BC-12, BC-13 and BC-14: a private element is shown to its owner, and to others when that was granted. */
    @Test
    void masksLabelledElementsUntilTheirLabelIsGranted() {
        String label = "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/"
                + "extension-inline-sec-label','valueCoding':{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}}]";
        String a = gateway.member("hospital-a");
        String id = "masked-" + patient;
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Observation/" + id,
                        "{'resourceType':'Observation','id':'" + id + "','meta':{'security':[{'code':'R'}]},"
                                + "'status':'final','code':{'text':'public part'},'valueString':'private part',"
                                + "'_valueString':{" + label + "},'note':[{'text':'open note'},{" + label
                                + ",'text':'secret note'}],'subject':{'reference':'Patient/" + patient + "'}}"),
                201);
        gateway.ceremonies.grant("hospital-b", patient, provision("'class':[{'code':'Observation'}]"));
        String b = gateway.member("hospital-b");

        for (String path : new String[] {
            "Observation/" + id,
            "Observation/" + id + "/_history",
            "Observation?_id=" + id,
            "Observation?patient=" + patient,
            "Patient/" + patient + "/$everything"
        }) {
            assertThat(gateway.get(b, "/fhir/" + path).body())
                    .contains("public part", "open note", "REDACTED", "SUBSETTED")
                    .doesNotContain("private part", "secret note");
            assertThat(gateway.get(a, "/fhir/" + path).body()).contains("private part", "secret note");
        }
        assertThat(gateway.ids(b, "Observation?patient=" + patient + "&value-string=private"))
                .isEmpty();
        assertThat(gateway.get(gateway.patient(patient), "/fhir/Observation/" + id)
                        .body())
                .contains("private part");

        gateway.ceremonies.grant(
                "hospital-b", patient, provision("'class':[{'code':'Observation'}],'securityLabel':[{'code':'R'}]"));
        assertThat(gateway.get(b, "/fhir/Observation/" + id).body()).contains("private part", "secret note");
    }

    /** Row MR-07: to the second, and what follows from it is told. */
    @Test
    void endsByItselfAndSaysSo() {
        String consent = gateway.ceremonies.grant("hospital-b", patient, provision("'class':[{'code':'Observation'}]"));
        String b = gateway.member("hospital-b");
        assertThat(gateway.ids(b, "Observation?patient=" + patient)).hasSize(2);

        gateway.clock.forward(Duration.ofDays(5));

        assertThat(gateway.get(b, "/fhir/Observation?patient=" + patient).statusCode())
                .isEqualTo(403);
        org.consentry.gateway.consent.Sweeps.expire(gateway.context());
        assertThat(gateway.get(b, "/fhir/Consent/" + consent).body()).contains("\"inactive\"");
        assertThat(gateway.get(gateway.patient(patient), "/fhir/AuditEvent?patient=" + patient)
                        .body())
                .contains("consent-expire");
    }
}
