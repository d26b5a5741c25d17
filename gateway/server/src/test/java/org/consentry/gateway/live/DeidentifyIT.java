package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code $deidentify} through the door. */
class DeidentifyIT {
    private static final String PERSON = "{'resourceType':'Bundle','type':'collection','entry':["
            + "{'fullUrl':'http://a/Patient/old','resource':{'resourceType':'Patient','id':'old','name':"
            + "[{'family':'Methusalem'}],'birthDate':'1920-05-06','identifier':[{'value':'MRN-5544332211'}],"
            + "'address':[{'line':['1 Elm Street'],'state':'WY','postalCode':'82190'}]}},"
            + "{'resource':{'resourceType':'Observation','id':'o','status':'final','code':{'text':'of Methusalem'},"
            + "'subject':{'reference':'Patient/old','display':'Methusalem'},'effectiveDateTime':'2026-03-04'}}]}";

    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> deidentified(String token, String policy, String resource) {
        return gateway.post(
                token,
                "/fhir/$deidentify",
                "{'resourceType':'Parameters','parameter':[{'name':'policy','valueCode':'" + policy
                        + "'},{'name':'resource','resource':" + resource + "}]}");
    }

    @ParameterizedTest
    @CsvSource({"safe-harbor", "research-shifted", "limited-dataset"})
    void takesThePersonOutAndKeepsTheReferences(String policy) {
        JsonNode bundle = LiveGateway.expect(deidentified(gateway.member("hospital-a"), policy, PERSON), 200);

        assertThat(bundle.toString())
                .doesNotContain("Methusalem", "5544332211", "Elm", "Patient/old\"")
                .contains(policy);
        String id = bundle.at("/entry/0/resource/id").asString("");
        assertThat(bundle.at("/entry/1/resource/subject/reference").asString(""))
                .isEqualTo("Patient/" + id);
        if (!policy.equals("limited-dataset")) {
            assertThat(bundle.toString()).doesNotContain("1920", "82190", "2026-03-04");
        }
    }

    @Test
    void isAProjectForEveryClient() {
        String one = deidentified(gateway.member("hospital-a"), "safe-harbor", PERSON)
                .body();
        String two = deidentified(gateway.member("hospital-b"), "safe-harbor", PERSON)
                .body();

        assertThat(one).isNotEqualTo(two);
        assertThat(deidentified(gateway.member("hospital-a"), "safe-harbor", PERSON)
                        .body())
                .isEqualTo(one);
    }

    @Test
    void refusesWhatItCannotMakeSafe() {
        String a = gateway.member("hospital-a");

        assertThat(deidentified(a, "nonsense", PERSON).statusCode()).isEqualTo(400);
        assertThat(deidentified(a, "safe-harbor", "{'resourceType':'Binary','contentType':'text/plain'}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(gateway.post(a, "/fhir/$deidentify", "{'resourceType':'Parameters'}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(deidentified(gateway.patient("old"), "safe-harbor", PERSON).statusCode())
                .isEqualTo(403);
        assertThat(deidentified("", "safe-harbor", PERSON).statusCode()).isEqualTo(401);
    }
}
