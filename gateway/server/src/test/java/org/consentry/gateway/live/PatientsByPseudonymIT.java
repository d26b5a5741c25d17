package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who knows a person's id learns nothing by naming it: de-identified exports know people by pseudonyms alone. */
class PatientsByPseudonymIT {
    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static String hospital = "";
    private static String one = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        hospital = gateway.member("hospital-a");
        for (String id : List.of("known-1", "known-2")) {
            put("Patient", id, "'gender':'female'");
            put(
                    "Encounter",
                    "e-" + id,
                    "'status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/" + id
                            + "'},'identifier':[{'value':'V-" + id + "'}],'period':{'start':'2024-05-06T07:08:09Z'}");
            put(
                    "Observation",
                    "o-" + id,
                    "'status':'final','code':{'text':'pulse'},'subject':{'reference':'Patient/" + id
                            + "'},'encounter':{'reference':'Encounter/e-" + id
                            + "'},'effectiveDateTime':'2024-05-06T07:08:09Z'");
        }
        one = ExportClient.group(gateway, hospital, "known-1");
    }

    private static void put(String type, String id, String elements) {
        LiveGateway.expect(
                gateway.put(
                        hospital,
                        "/fhir/" + type + "/" + id,
                        "{'resourceType':'" + type + "','id':'" + id + "'," + elements + "}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anIdThatIsKnownFindsAsMuchAsOneThatNobodyHas() {
        for (String path : List.of("/fhir/Patient/$export", "/fhir/Group/known-1/$export")) {
            JsonNode known = analyst.manifest(path + "?_type=Patient,Observation&patient=Patient/known-1");
            JsonNode invented = analyst.manifest(path + "?_type=Patient,Observation&patient=Patient/nobody-1");

            assertThat(known.path("output")).isEmpty();
            assertThat(known.path("error").size())
                    .isEqualTo(invented.path("error").size());
            assertThat(known.path("deleted")).isEmpty();
        }
        String view = "{'resourceType':'Parameters','parameter':[{'name':'patient','valueString':'known-1'},"
                + "{'name':'viewResource','resource':{'resourceType':'ViewDefinition','resource':'Patient',"
                + "'select':[{'column':[{'name':'gender','path':'gender'}]}]}}]}";
        HttpResponse<String> table = gateway.post(analyst.token, "/fhir/$viewdefinition-run", view);
        assertThat(table.statusCode()).isEqualTo(200);
        assertThat(table.body()).isEmpty();
    }

    @Test
    void theNameOfAnEarlierExportFindsThePatient() {
        String name = id(analyst.lines(analyst.manifest(one + "?_type=Patient"), "Patient"));

        assertThat(name).isNotEqualTo("known-1");
        for (String path : List.of("/fhir/Patient/$export", one)) {
            List<JsonNode> found = analyst.lines(
                    analyst.manifest(path + "?_type=Patient,Observation&patient=Patient/" + name), "Patient");
            assertThat(id(found)).isEqualTo(name);
        }
        assertThat(analyst.lines(
                        analyst.manifest("/fhir/Patient/$export?_type=Observation&patient=" + name), "Observation"))
                .hasSize(1);
    }

    @Test
    void anotherProjectsNameFindsNobody() {
        String name = id(analyst.lines(analyst.manifest(one + "?_type=Patient"), "Patient"));
        ExportClient other = ExportClient.named(gateway, "another-analyst", "system/*.rs");

        assertThat(other.manifest("/fhir/Patient/$export?_type=Patient&patient=" + name)
                        .path("output"))
                .isEmpty();
    }

    @Test
    void aMemberNamesItsOwnByTheirIds() {
        ExportClient member = new ExportClient(gateway, hospital);

        JsonNode manifest = member.manifest("/fhir/Patient/$export?_type=Patient&patient=Patient/known-2");

        assertThat(id(member.lines(manifest, "Patient"))).isEqualTo("known-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?_id=%s",
                "Patient?_id:not=%s",
                "Observation?patient=%s",
                "Observation?subject=Patient/%s",
                "Observation?subject:Patient=%s",
                "Observation?patient:not=%s",
                "Observation?subject._id=%s",
                "Observation?encounter=Encounter/e-%s",
                "Observation?_id=o-%s",
                "Observation?encounter.identifier=V-%s",
                "Encounter?identifier=V-%s",
                "Encounter?_has:Observation:encounter:_id=o-%s",
                "Patient?_has:Observation:patient:encounter=e-%s",
                "Observation?_list=%s",
                "Specimen?accession=%s"
            })
    void aFilterNamesNobodyEither(String filter) {
        for (String id : List.of("known-1", "nobody-1")) {
            HttpResponse<String> answer =
                    analyst.start("/fhir/$export?_typeFilter=" + ExportClient.encoded(filter.formatted(id)));

            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403);
            assertThat(answer.body()).doesNotContain(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Encounter?date=2024-05-06",
                "Encounter?date=ge2024-05-06T07:08:09Z",
                "Observation?encounter.date=2024-05",
                "Patient?_has:Observation:patient:date=2024-05-06",
                "Observation?code-value-date=x$2024-05-06"
            })
    void aFilterTellsNoDayThatThePolicyHides(String filter) {
        assertThat(analyst.start("/fhir/$export?_typeFilter=" + ExportClient.encoded(filter))
                        .statusCode())
                .isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Encounter?date=ge2024",
                "Encounter?date=ge2024-01-01&date=le2024-12-31",
                "Encounter?date:missing=false",
                "Observation?encounter:missing=true",
                "Observation?encounter.status=finished",
                "Observation?performer=Organization/hospital-a",
                "Encounter?service-provider=hospital-a",
                "Patient?gender=female",
                "Patient?_has:Observation:patient:code=http://loinc.org|8867-4"
            })
    void aFilterOfWhatMayBeKnownIsAnswered(String filter) {
        LiveGateway.expect(
                analyst.finished(ExportClient.job(analyst.start("/fhir/$export?_type="
                        + filter.substring(0, filter.indexOf('?')) + "&_typeFilter=" + ExportClient.encoded(filter)))),
                200);
    }

    private static String id(List<JsonNode> patients) {
        assertThat(patients).hasSize(1);
        return patients.getFirst().path("id").asString("");
    }
}
