package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** From an account to a record of one's own: rows ER-01, ER-02, ER-06, ER-07, ML-01, PC-01, PC-04. */
class RegistrationIT {
    private static final String NAME = "'name':[{'family':'Newman','given':['Nora']}]";
    private static final String COMPLETE = NAME
            + ",'birthDate':'1980-04-01','gender':'female','telecom':[{'system':'phone','value':'+1 555 0100'},"
            + "{'system':'email','value':'nora@example.org'}],"
            + "'address':[{'line':['1 Main St'],'city':'Springfield','country':'US'}]";
    private static LiveGateway gateway;
    private static int number;

    private String id = "";
    private String token = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        LiveGateway.expect(
                gateway.put(
                        gateway.service("operator", "system/*.cruds"),
                        "/fhir/Organization/payer-1",
                        "{'resourceType':'Organization','id':'payer-1','name':'Mutual'}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void newcomer() {
        id = "newcomer-" + ++number;
        token = gateway.patient(id);
    }

    @Test
    void doesNotBelieveWhoHasNotConfirmedTheAddress() {
        String unverified = gateway.issuer.sign(gateway.issuer
                .claims(LiveSettings.audience(), "portal", "account-" + id, List.of("patient"))
                .claim("fhirUser", "Patient/" + id)
                .claim("email_verified", false)
                .build());
        String silent = gateway.issuer.sign(gateway.issuer
                .claims(LiveSettings.audience(), "portal", "account-" + id, List.of("patient"))
                .claim("fhirUser", "Patient/" + id)
                .build());

        for (String refused : List.of(unverified, silent)) {
            HttpResponse<String> answer = gateway.post(refused, "/fhir/Patient", patient(NAME));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("OperationOutcome");
        }
    }

    @Test
    void makesOnePatientHoweverOftenAndAtOnceItIsAsked() {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> register(NAME)));
        }
        List<Integer> statuses =
                asked.stream().map(each -> each.join().statusCode()).sorted().toList();

        assertThat(statuses).allMatch(status -> status == 200 || status == 201).contains(201);
        JsonNode again = LiveGateway.expect(register(NAME), 200);
        assertThat(again.path("id").asString()).isEqualTo(id);
        assertThat(again.path("identifier").toString()).contains(gateway.issuer.issuer(), "account-" + id);
        assertThat(gateway.ids(token, "Patient")).containsExactly(id);
    }

    @Test
    void takesNobodyElsesIdentifierOrId() {
        JsonNode made = LiveGateway.expect(
                register("'id':'somebody-else','active':false,'identifier':[{'system':'" + gateway.issuer.issuer()
                        + "','value':'account-of-another'},{'system':'urn:mrn','value':'7'}]," + NAME),
                201);

        assertThat(made.path("id").asString()).isEqualTo(id);
        assertThat(made.path("identifier").toString())
                .contains("account-" + id, "urn:mrn")
                .doesNotContain("account-of-another");
        assertThat(made.has("active")).isFalse();
    }

    @Test
    void refusesAPatientWithoutAName() {
        HttpResponse<String> answer = register("'gender':'female'");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("Patient.name");
    }

    @Test
    void keepsATaskOpenUntilTheProfileIsComplete() {
        LiveGateway.expect(register(NAME), 201);

        JsonNode task = task();
        assertThat(task.path("status").asString()).isEqualTo("requested");
        assertThat(task.path("input").toString()).contains("Patient.birthDate", "Patient.address.city");

        LiveGateway.expect(gateway.put(token, "/fhir/Patient/" + id, patient("'id':'" + id + "'," + COMPLETE)), 200);

        assertThat(task().path("status").asString()).isEqualTo("completed");
        assertThat(gateway.ids(token, "Task?patient=" + id + "&status=requested"))
                .isEmpty();
    }

    @Test
    void asksNothingMoreOfACompleteRegistration() {
        LiveGateway.expect(register(COMPLETE), 201);

        assertThat(gateway.ids(token, "Task?patient=" + id)).isEmpty();
    }

    @ParameterizedTest(name = "without {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'birthDate':'1980-04-01',; Patient.birthDate",
                "'gender':'female',; Patient.gender",
                "{'system':'phone','value':'+1 555 0100'},; phone",
                "'city':'Springfield',; Patient.address.city",
                ",'country':'US'; Patient.address.country",
                "'line':['1 Main St'],; Patient.address.line"
            })
    void namesWhatIsMissingInAProfile(String part, String path) {
        LiveGateway.expect(register(NAME), 201);
        String incomplete = COMPLETE.replace(part, "");

        HttpResponse<String> answer =
                gateway.put(token, "/fhir/Patient/" + id, patient("'id':'" + id + "'," + incomplete));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains(path.replace("phone", "system='phone'"));
    }

    /** Nothing is shared before a consent, and nobody but the person writes there. */
    @Test
    void opensTheNewRecordToNobody() {
        LiveGateway.expect(register(COMPLETE), 201);
        String hospital = gateway.member("hospital-r");

        assertThat(gateway.get(hospital, "/fhir/Patient/" + id).statusCode()).isEqualTo(404);
        assertThat(gateway.ids(hospital, "Patient?family=Newman")).isEmpty();
        assertThat(gateway.put(hospital, "/fhir/Patient/" + id, patient("'id':'" + id + "'," + COMPLETE))
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.put(
                                gateway.patient("stranger-" + number),
                                "/fhir/Patient/" + id,
                                patient("'id':'" + id + "'," + COMPLETE))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void changesNothingThatAHospitalContributed() {
        String hospital = gateway.member("hospital-r");
        LiveGateway.expect(gateway.put(hospital, "/fhir/Patient/" + id, patient("'id':'" + id + "'," + COMPLETE)), 201);

        assertThat(gateway.put(token, "/fhir/Patient/" + id, patient("'id':'" + id + "'," + COMPLETE))
                        .statusCode())
                .isEqualTo(403);
        LiveGateway.expect(register(NAME), 200);
    }

    @Test
    void anAppWithoutTheScopeRegistersNobody() {
        String app = gateway.app(id, "patient/*.rs");

        assertThat(gateway.post(app, "/fhir/Patient", patient(NAME)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void keepsTheInsuranceOfTheInsuredAndKnowsThePayor() {
        LiveGateway.expect(register(COMPLETE), 201);

        JsonNode coverage =
                LiveGateway.expect(gateway.post(token, "/fhir/Coverage", coverage(id, "Organization/payer-1")), 201);

        assertThat(gateway.ids(token, "Coverage?beneficiary=Patient/" + id))
                .containsExactly(coverage.path("id").asString());
        assertThat(gateway.post(token, "/fhir/Coverage", coverage(id, "Organization/nobody"))
                        .body())
                .contains("Coverage.payor");
        assertThat(gateway.post(token, "/fhir/Coverage", coverage(id, "Organization/nobody"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(gateway.post(token, "/fhir/Coverage", coverage("somebody-else", "Organization/payer-1"))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aDoctorWhoIsNotInTheDirectoryIsRefused() {
        HttpResponse<String> answer = register("'generalPractitioner':[{'reference':'Practitioner/nobody'}]," + NAME);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("Patient.generalPractitioner");
    }

    private HttpResponse<String> register(String content) {
        return gateway.post(
                token,
                "/fhir/Patient",
                patient(content),
                "If-None-Exist",
                "identifier=" + gateway.issuer.issuer() + "|account-" + id);
    }

    private JsonNode task() {
        return LiveGateway.expect(gateway.get(token, "/fhir/Task/complete-profile-" + id), 200);
    }

    private static String coverage(String beneficiary, String payor) {
        return "{'resourceType':'Coverage','status':'active','subscriberId':'M-1','beneficiary':{'reference':'Patient/"
                + beneficiary + "'},'payor':[{'reference':'" + payor + "'}]}";
    }

    private static String patient(String content) {
        return "{'resourceType':'Patient'," + content + "}";
    }
}
