package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every format a hospital speaks, through its door: rows BC-10, BC-40. What is wrong is named, and never repeated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntakeDoorsIT {
    private static final String HL7V2 = "x-application/hl7-v2+er7";
    private static final String XML = "application/cda+xml";
    private static final String FHIR = "application/fhir+json";

    private Exchange exchange;

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
    }

    @ParameterizedTest(name = "{0} as {1}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "x12|text/plain|ISA|404",
                "csv/nobodys-layout|text/csv|a,b|404",
                "hl7v2|image/png|MSH|415",
                "ccda|text/plain|<x/>|415",
                "hl7v2|text/plain|Sentinelhaus|422",
                "ccda|application/cda+xml|<ClinicalDocument><Sentinelhaus>|422",
                "ccda|application/cda+xml|<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ClinicalDocument>&e;</ClinicalDocument>|422",
                "ccda|application/cda+xml|<html>Sentinelhaus</html>|422",
                "stu3|application/fhir+json|{\"Sentinelhaus\":|422",
                "dstu2|application/fhir+json|[]|422",
                "csv/patient-roster|text/csv|Sentinelhaus,b|422"
            })
    void refuseWhatIsWrongAndNeverRepeatIt(String door, String type, String body, int status) throws Exception {
        HttpResponse<String> answer = exchange.post("hospital-a", "/intake/" + door, type, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .contains("OperationOutcome")
                .doesNotContain("Sentinelhaus")
                .doesNotContain("root:")
                .doesNotContain("Exception");
    }

    @Test
    void areClosedToWhoeverIsNoMembersSystem() throws Exception {
        assertThat(exchange.post("analyst", "/intake/hl7v2", HL7V2, Hl7.registered("D0", "D-0", "No", "Body"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(exchange.anonymously(exchange.request("/intake/ccda")
                                .header("Content-Type", XML)
                                .POST(HttpRequest.BodyPublishers.ofString("<x/>")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void takeADocumentAndKeepIt() throws Exception {
        HttpResponse<String> answer = exchange.post("hospital-a", "/intake/ccda", XML, Documents.ccda("D-77", "Alder"));
        HttpResponse<String> again = exchange.post("hospital-a", "/intake/ccda", XML, Documents.ccda("D-77", "Alder"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(text(answer, "receipt")).isNotEmpty().isEqualTo(text(again, "receipt"));
        String patient = onlyPatient("identifier=D-77");
        assertThat(total("AllergyIntolerance?patient=" + patient)).isEqualTo(1);
        assertThat(total("DocumentReference?patient=" + patient)).isPositive();
    }

    @Test
    void takeOlderFhir() throws Exception {
        HttpResponse<String> stu3 =
                exchange.post("hospital-a", "/intake/stu3", FHIR, Documents.bundle("S-3", "\"conclusion\":\"x\""));
        HttpResponse<String> dstu2 =
                exchange.post("hospital-a", "/intake/dstu2", FHIR, Documents.bundle("S-2", "\"comments\":\"x\""));

        assertThat(stu3.statusCode()).as(stu3.body()).isEqualTo(200);
        assertThat(dstu2.statusCode()).as(dstu2.body()).isEqualTo(200);
        assertThat(onlyPatient("identifier=S-3")).isNotEmpty();
        assertThat(onlyPatient("identifier=S-2")).isNotEmpty();
    }

    @Test
    void takeATableAndNameTheLineThatIsWrong() throws Exception {
        String table = """
                patient_id,last_name,first_name,birth_date,sex
                R-1,Birch,Bo,1980-02-03,F
                R-2,Cedar,Cy,not-a-date-Sentinelhaus,M
                R-3,Elm,Ed,1990-01-01,M
                """;

        HttpResponse<String> answer = exchange.post("hospital-a", "/intake/csv/patient-roster", "text/csv", table);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("line 3").doesNotContain("Sentinelhaus");
        assertThat(onlyPatient("identifier=R-1")).isNotEmpty();
        assertThat(onlyPatient("identifier=R-3")).isNotEmpty();
    }

    @Test
    void takeALargeTableLaterAndTellHowFarTheyAre() throws Exception {
        StringBuilder table = new StringBuilder("patient_id,last_name,first_name,birth_date,sex\n");
        for (int i = 0; i < 1_200; i++) {
            table.append("L-").append(i).append(",Long,Lou,1980-02-03,F\n");
        }
        HttpResponse<String> started = exchange.send(
                "hospital-a",
                exchange.request("/intake/csv/patient-roster")
                        .header("Content-Type", "text/csv")
                        .header("Prefer", "respond-async")
                        .POST(HttpRequest.BodyPublishers.ofString(table.toString())));
        assertThat(started.statusCode()).isEqualTo(202);
        String job = started.headers().firstValue("Content-Location").orElseThrow();
        assertThat(exchange.get("hospital-b", job).statusCode()).isEqualTo(404);

        HttpResponse<String> state = exchange.get("hospital-a", job);
        while (state.statusCode() == 202) {
            assertThat(state.headers().firstValue("X-Progress")).isPresent();
            Thread.sleep(200);
            state = exchange.get("hospital-a", job);
        }

        assertThat(state.statusCode()).isEqualTo(200);
        assertThat(state.body()).contains("accepted").doesNotContain("rejected");
        assertThat(onlyPatient("identifier=L-1199")).isNotEmpty();
    }

    @Test
    void keepWhatTheyRefusedForItsSenderAlone() throws Exception {
        exchange.post("hospital-a", "/intake/hl7v2", HL7V2, "MSH|^~|dead-letter-of-this-test");

        JsonNode letters = Exchange.JSON.readTree(
                exchange.get("hospital-a", "/intake/dead-letters").body());
        String id = letters.at("/parameter/0/part/0/valueUuid").asString().replace("urn:uuid:", "");

        assertThat(exchange.get("hospital-a", "/intake/dead-letters/" + id + "/content")
                        .body())
                .contains("dead-letter-of-this-test");
        assertThat(exchange.get("hospital-b", "/intake/dead-letters/" + id).statusCode())
                .isEqualTo(404);
        assertThat(exchange.post("hospital-a", "/intake/dead-letters/" + id + "/$replay", "text/plain", "")
                        .statusCode())
                .isEqualTo(422);
        assertThat(exchange.send(
                                "hospital-a",
                                exchange.request("/intake/dead-letters/" + id).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    private String onlyPatient(String query) throws Exception {
        JsonNode found = Exchange.JSON.readTree(
                exchange.get("hospital-a", "/fhir/Patient?" + query).body());
        assertThat(found.path("total").asInt()).as(query).isEqualTo(1);
        return found.at("/entry/0/resource/id").asString();
    }

    private int total(String query) throws Exception {
        return Exchange.JSON
                .readTree(exchange.get("hospital-a", "/fhir/" + query).body())
                .path("total")
                .asInt();
    }

    private static String text(HttpResponse<String> answer, String name) {
        JsonNode parts = Exchange.JSON.readTree(answer.body()).at("/parameter/0/part");
        for (JsonNode part : List.copyOf(parts.values())) {
            if (part.path("name").asString("").equals(name)) {
                return part.path("valueUrl").asString("");
            }
        }
        return "";
    }
}
