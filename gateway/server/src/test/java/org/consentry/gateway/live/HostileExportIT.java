package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Patients who write everything that tells who they are wherever a text can stand. They are made anew for every run; the
 * seed is in the failure's name.
 */
class HostileExportIT {
    private static final List<String> RESTRICTED =
            List.of("036", "059", "102", "203", "205", "692", "821", "878", "893");
    private static final List<String> NAMES = List.of(
            "White|Rose",
            "Long|Art",
            "Müller-Lüdenscheidt|Jörg",
            "Đặng|Thị Hồng",
            "O'Brien|Siobhán",
            "陳|大文",
            "Иванов|Пётр",
            "Li|Wu",
            "Grey|Will");
    private static final long SEED = System.nanoTime();

    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static final Random RANDOM = new Random(SEED);
    private static final List<String> secrets = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        String a = gateway.member("hospital-a");
        for (int i = 0; i < NAMES.size(); i++) {
            LiveGateway.expect(gateway.post(a, "/fhir", record(i)), 200);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String secret(String form) {
        String made = form;
        while (made.contains("#")) {
            made = made.replaceFirst("#", Integer.toString(RANDOM.nextInt(10)));
        }
        secrets.add(made);
        return made;
    }

    private static String record(int i) {
        String[] name = NAMES.get(i).split("\\|", -1);
        String id = secret("hostile-#####-" + i);
        String zip = secret(RESTRICTED.get(i) + "##");
        String born = List.of("1925-03-17", "1931-11-30", "1975-06-09").get(i % 3);
        secrets.add(born);
        String mrn = secret("MRN9#######");
        String phone = secret("(617) 555-####");
        String url = secret("https://people.test/u#######");
        String free = "Pt " + name[1] + " " + name[0] + ", " + mrn + ", " + phone + ", " + secret("10.#.##.7#") + ", "
                + url + ", plate " + secret("MA-####-XK") + ", " + secret("4## Zyxel Boulevard") + " " + zip + ", born "
                + born;
        String data = Base64.getEncoder().encodeToString(free.getBytes(StandardCharsets.UTF_8));
        secrets.add(data);
        String reference = "{'reference':'Patient/" + id + "','display':'" + free(free) + "','identifier':{'value':'"
                + mrn + "'}}";
        return "{'resourceType':'Bundle','type':'transaction','entry':["
                + entry(
                        "Patient",
                        id,
                        "'text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">"
                                + free(free) + "</div>'},'identifier':[{'system':'http://h.test/" + mrn + "','value':'"
                                + mrn
                                + "','type':{'text':'" + free(free) + "'}}],'name':[{'family':'" + free(name[0])
                                + "','given':['"
                                + free(name[1]) + "']}],'telecom':[{'value':'" + phone
                                + "'}],'gender':'female','birthDate':'" + born
                                + "','_birthDate':{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/patient-birthTime',"
                                + "'valueDateTime':'" + born
                                + "T03:41:17-05:00'}]},'address':[{'state':'MA','postalCode':'" + zip
                                + "','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/geolocation','extension':[{'url':"
                                + "'latitude','valueDecimal':" + secret("42.1#####7") + "}]}]}],'extension':[{'url':"
                                + "'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName','valueString':'"
                                + secret("Maiden####")
                                + "'}],'contained':[{'resourceType':'RelatedPerson','id':'r','patient':"
                                + "{'reference':'#'},'name':[{'family':'" + secret("Containson####") + "'}]}]")
                + ","
                + entry(
                        "Observation",
                        secret("hobs-#####-" + i),
                        "'status':'final','code':{'text':'" + free(free)
                                + "','coding':[{'system':'http://loinc.org','code':'8867-4','display':'Heart rate of "
                                + free(name[1] + " " + name[0]) + "'}]},'subject':" + reference
                                + ",'effectiveDateTime':"
                                + "'2026-02-03T04:05:06Z','valueString':'" + free(free) + "','note':[{'text':'"
                                + free(free)
                                + "'}],'component':[{'code':{'coding':[{'system':'http://loinc.org','code':'30525-0'}]},"
                                + "'valueQuantity':{'value':" + (2026 - Integer.parseInt(born.substring(0, 4))) + "}}]")
                + ","
                + entry(
                        "Device",
                        secret("hdev-#####-" + i),
                        "'udiCarrier':[{'deviceIdentifier':'"
                                + secret("0084458########") + "'}],'serialNumber':'" + secret("SER########")
                                + "','patient':"
                                + reference + ",'url':'" + url + "','deviceName':[{'name':'" + free(free)
                                + "','type':'other'}]")
                + ","
                + entry(
                        "Condition",
                        secret("hcon-#####-" + i),
                        "'subject':" + reference + ",'code':{'text':'"
                                + free(free) + "','coding':[{'system':'http://snomed.info/sct','code':'44054006'}]},"
                                + "'onsetString':'" + free(free) + "'")
                + ","
                + entry(
                        "QuestionnaireResponse",
                        secret("hqr-#####-" + i),
                        "'status':'completed','subject':"
                                + reference + ",'item':[{'linkId':'1','text':'" + free(free)
                                + "','answer':[{'valueString':'"
                                + free(free) + "'},{'valueDate':'" + born + "'},{'valueUri':'" + url + "'}]}]")
                + "]}";
    }

    /** The quotes of these tests' JSON are apostrophes. */
    private static String free(String text) {
        return text.replace("'", "\\u0027");
    }

    private static String entry(String type, String id, String content) {
        return "{'resource':{'resourceType':'" + type + "','id':'" + id + "'," + content
                + "},'request':{'method':'PUT'," + "'url':'" + type + "/" + id + "'}}";
    }

    private static void assertNobody(String output) {
        for (String secret : secrets) {
            assertThat(output).as("seed " + SEED).doesNotContain(secret);
        }
        for (String name : NAMES) {
            String[] parts = name.split("\\|", -1);
            assertThat(output).as("seed " + SEED).doesNotContain(parts[1] + " " + parts[0]);
        }
        assertThat(output).doesNotContain("1925").doesNotContain("1931").doesNotContain("02-03");
    }

    @Test
    void leavesNothingInTheLinesAndKeepsTheJoins() {
        JsonNode manifest = analyst.manifest("/fhir/$export");
        StringBuilder all = new StringBuilder(manifest.path("output").toString());
        List<String> patients = new ArrayList<>();
        int joined = 0;
        for (JsonNode file : manifest.path("output")) {
            String type = file.path("type").asString("");
            for (JsonNode line : analyst.lines(manifest, type)) {
                all.append(line).append('\n');
                if (type.equals("Patient")) {
                    patients.add("Patient/" + line.path("id").asString(""));
                }
            }
        }
        for (JsonNode observation : analyst.lines(manifest, "Observation")) {
            joined += patients.contains(observation.at("/subject/reference").asString("")) ? 1 : 0;
        }

        assertNobody(all.toString());
        assertThat(patients).hasSize(NAMES.size());
        assertThat(joined).isEqualTo(NAMES.size());
        assertThat(analyst.lines(manifest, "Patient")).allSatisfy(patient -> assertThat(
                        patient.at("/address/0/postalCode").asString(""))
                .isEqualTo("000"));
    }

    @Test
    void leavesNothingInParquet() {
        JsonNode manifest = analyst.manifest("/fhir/$export?_outputFormat=parquet");
        assertThat(manifest.path("output").size()).isGreaterThanOrEqualTo(5);
        for (JsonNode file : manifest.path("output")) {
            byte[] bytes = gateway.bytes(
                    gateway.request(analyst.token, file.path("url").asString(""))
                            .GET());

            assertNobody(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void leavesNothingInAView(String format) {
        String view = "{'resourceType':'Parameters','parameter':[{'name':'viewResource','resource':{'resourceType':"
                + "'ViewDefinition','resource':'Observation','select':[{'column':[{'name':'id','path':'getResourceKey()'},"
                + "{'name':'text','path':'code.text'},{'name':'display','path':'code.coding.display.first()'},"
                + "{'name':'value','path':'value.ofType(string)'},{'name':'who','path':'subject.display'},"
                + "{'name':'when','path':'effective.ofType(dateTime)'}]}]}}]}";
        HttpResponse<String> table = gateway.post(analyst.token, "/fhir/$viewdefinition-run?_format=" + format, view);

        assertThat(table.statusCode()).as(table.body()).isEqualTo(200);
        assertNobody(table.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted"})
    void leavesNothingOfABundleThatIsSent(String policy) {
        String bundle = record(1).replaceAll(",'request':\\{[^}]*\\}", "").replace("transaction", "collection");
        HttpResponse<String> answer = gateway.send(gateway.request(
                        analyst.token, "/fhir/$deidentify?policy=" + policy, "Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        ("{'resourceType':'Parameters','parameter':[{'name':'resource','resource':" + bundle + "}]}")
                                .replace('\'', '"'))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        for (String secret : secrets) {
            assertThat(answer.body()).as("seed " + SEED).doesNotContain(secret);
        }
    }
}
