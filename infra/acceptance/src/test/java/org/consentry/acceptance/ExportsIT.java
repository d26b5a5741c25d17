package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What analysts may narrow an export to, and how wrong requests are answered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportsIT {
    private static final String PEOPLE = """
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"resource":{"resourceType":"Patient","id":"x-1","name":[{"family":"Exportia","given":["Eve"]}],
             "birthDate":"1920-05-06"},"request":{"method":"PUT","url":"Patient/x-1"}},
            {"resource":{"resourceType":"Patient","id":"x-2","name":[{"family":"Exportov","given":["Max"]}],
             "birthDate":"1980-05-06"},"request":{"method":"PUT","url":"Patient/x-2"}},
            {"resource":{"resourceType":"Observation","id":"x-3","status":"final","code":{"coding":[
             {"system":"http://loinc.org","code":"30525-0"}]},"subject":{"reference":"Patient/x-1"},
             "effectiveDateTime":"2026-01-02","valueQuantity":{"value":105,"unit":"years",
             "system":"http://unitsofmeasure.org","code":"a"}},"request":{"method":"PUT","url":"Observation/x-3"}},
            {"resource":{"resourceType":"Observation","id":"x-4","status":"final","code":{"coding":[
             {"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/x-2"},
             "effectiveDateTime":"2026-01-02","valueQuantity":{"value":72}},
             "request":{"method":"PUT","url":"Observation/x-4"}},
            {"resource":{"resourceType":"Group","id":"x-5","type":"person","actual":true,"member":[
             {"entity":{"reference":"Patient/x-1"}},{"entity":{"reference":"Patient/x-2"},"inactive":true}]},
             "request":{"method":"PUT","url":"Group/x-5"}},
            {"resource":{"resourceType":"Group","id":"x-6","type":"person","actual":true,"member":[
             {"entity":{"reference":"Patient/x-1"}},{"entity":{"reference":"Patient/x-2"}}]},
             "request":{"method":"PUT","url":"Group/x-6"}}]}
            """;

    private Exchange exchange;

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        HttpResponse<String> stored = exchange.post("hospital-a", "/fhir", "application/fhir+json", PEOPLE);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/fhir/$export?_type=Nonsense|4",
                "/fhir/$export?_since=yesterday|400",
                "/fhir/$export?_until=2026|400",
                "/fhir/$export?_typeFilter=Observation|400",
                "/fhir/$export?_typeFilter=Observation%3Fnonsense%3D1|400",
                "/fhir/$export?_type=Patient&_typeFilter=Observation%3Fcode%3D1|400",
                "/fhir/$export?_outputFormat=text%2Fcsv|400",
                "/fhir/$export?_elements=..|400",
                "/fhir/$export?patient=nobody!|400",
                "/fhir/Group/unknown/$export|404",
                "/fhir/Group/$export|400",
                "/fhir/Patient/x-1/$export|400"
            })
    void refuseWhatTheyDoNotUnderstand(String path, String status) throws Exception {
        HttpResponse<String> answer = exchange.send(
                "analyst",
                exchange.request(path).header("Prefer", "respond-async").GET());

        assertThat(Integer.toString(answer.statusCode())).as(answer.body()).startsWith(status);
        assertThat(answer.body()).contains("OperationOutcome");
    }

    @Test
    void holdTheGroupsActiveMembersAlone() throws Exception {
        JsonNode manifest = export("/fhir/Group/x-5/$export?_type=Patient,Observation");

        assertThat(count(manifest, "Patient")).isEqualTo(1);
        assertThat(count(manifest, "Observation")).isEqualTo(1);
    }

    @Test
    void holdWhatAFilterFindsOfItsTypeAndAllOfOthers() throws Exception {
        String filter = URLEncoder.encode("Observation?code=http://loinc.org|8867-4", StandardCharsets.UTF_8);

        JsonNode manifest = export("/fhir/Group/x-6/$export?_type=Patient,Observation&_typeFilter=" + filter);

        assertThat(count(manifest, "Patient")).isEqualTo(2);
        assertThat(count(manifest, "Observation")).isEqualTo(1);
    }

    @Test
    void knowThePersonAlsoWhereOnlyOtherTypesAreAskedFor() throws Exception {
        JsonNode manifest = export("/fhir/Group/x-5/$export?_type=Observation");

        String lines =
                exchange.get("analyst", manifest.at("/output/0/url").asString()).body();
        assertThat(lines).contains("30525-0").doesNotContain("105").doesNotContain("x-1");
        assertThat(count(manifest, "Patient")).isZero();
    }

    @Test
    void holdNobodyWhoIsNamedByAnIdThatIsKnown() throws Exception {
        JsonNode known = export("/fhir/Patient/$export?patient=Patient/x-1&_type=Patient,Observation");
        JsonNode invented = export("/fhir/Patient/$export?patient=Patient/x-0&_type=Patient,Observation");

        assertThat(known.path("output")).isEmpty();
        assertThat(invented.path("output")).isEmpty();
    }

    private JsonNode export(String path) throws Exception {
        HttpResponse<String> started = exchange.send(
                "analyst",
                exchange.request(path).header("Prefer", "respond-async").GET());
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String job = started.headers().firstValue("Content-Location").orElseThrow();
        HttpResponse<String> state = exchange.get("analyst", job);
        while (state.statusCode() == 202) {
            Thread.sleep(200);
            state = exchange.get("analyst", job);
        }
        assertThat(state.statusCode()).as(state.body()).isEqualTo(200);
        return Exchange.JSON.readTree(state.body());
    }

    private static int count(JsonNode manifest, String type) {
        int count = 0;
        for (JsonNode file : manifest.path("output")) {
            count += file.path("type").asString("").equals(type)
                    ? file.path("count").asInt()
                    : 0;
        }
        return count;
    }
}
