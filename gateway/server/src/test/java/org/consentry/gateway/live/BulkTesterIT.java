package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.ExportClient.encoded;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What the public testers of Bulk Data servers (SMART's and ONC's) try, at all three levels, on a running gateway. One of
 * SMART's wishes is not met: a kick-off without {@code Accept} is taken as JSON, which the guide leaves open.
 */
class BulkTesterIT {
    private static final String SYSTEM = "/fhir/$export";
    private static final String PATIENT = "/fhir/Patient/$export";
    private static final String GROUP = "/fhir/Group/tester/$export";

    private static LiveGateway gateway;
    private static ExportClient analyst;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        String a = gateway.member("hospital-a");
        for (String id : List.of("tester-1", "tester-2", "tester-3")) {
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Patient/" + id,
                            "{'resourceType':'Patient','id':'" + id
                                    + "','active':true,'name':[{'family':'Quillfeather'}],'gender':'male',"
                                    + "'birthDate':'1981-05-06'}"),
                    201);
        }
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Group/tester",
                        "{'resourceType':'Group','id':'tester','type':'person','actual':true,'member':["
                                + "{'entity':{'reference':'Patient/tester-1'}},"
                                + "{'entity':{'reference':'Patient/tester-2'}},"
                                + "{'entity':{'reference':'Patient/tester-3'},'inactive':true}]}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void requireOutcome(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
        assertThat(answer.body()).contains("\"resourceType\":\"OperationOutcome\"");
    }

    private static void requireStarted(HttpResponse<String> answer) {
        String job = ExportClient.job(answer);
        assertThat(job).startsWith("http");
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {SYSTEM, PATIENT, GROUP})
    void refusesStrangersWithAnOutcome(String path) {
        String[] asked = {"Prefer", "respond-async", "Accept", "application/fhir+json"};

        requireOutcome(gateway.get("", path, asked), 401);
        requireOutcome(gateway.get("invalidToken", path, asked), 401);
        requireOutcome(gateway.get(analyst.token, path, "Accept", "application/fhir+json"), 400);
        requireOutcome(gateway.post(analyst.token, path, "{'resourceType':'Parameters'}"), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "_outputFormat,application/xml",
        "_outputFormat,text/html",
        "_outputFormat,x-custom",
        "_since,0000-60-01T30:70:80+05:00",
        "_since,2057-01-01T00:00:00+05:00",
        "_type,MissingType"
    })
    void refusesWhatItCannotDoByGetAndByPost(String name, String value) {
        String type = name.equals("_since") ? "Instant" : "String";
        for (String path : List.of(SYSTEM, PATIENT, GROUP)) {
            requireOutcome(analyst.start(path + "?" + name + "=" + encoded(value)), 400);
            requireOutcome(analyst.post(path, parameters(name, type, value)), 400);
        }
    }

    private static String parameters(String name, String type, String value) {
        return "{'resourceType':'Parameters','parameter':[{'name':'" + name + "','value" + type + "':'" + value
                + "'}]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_outputFormat=application%2Ffhir%2Bndjson",
                "_outputFormat=application/ndjson",
                "_outputFormat=ndjson",
                "_type=Patient&_type=Observation",
                "_type=Patient,Observation",
                "includeAssociatedData=LatestProvenanceResources",
                "includeAssociatedData=LatestProvenanceResources,RelevantProvenanceResources",
                "includeAssociatedData=LatestProvenanceResources&includeAssociatedData=RelevantProvenanceResources",
                "_typeFilter=Patient%3Factive%3Dtrue&_typeFilter=Patient%3Fgender%3Dmale",
                "_since=2024-01-01T00:00:00Z"
            })
    void startsWhatItCanDoAtEveryLevel(String query) {
        for (String path : List.of(SYSTEM, PATIENT, GROUP)) {
            requireStarted(analyst.start(path + "?" + query));
        }
    }

    /** The testers send an unknown parameter as well as a known one; the lenient get an answer in any case. */
    @Test
    void startsForTheLenientWhateverTheFilterSays() {
        String[] lenient = {"Prefer", "respond-async, handling=lenient", "Accept", "application/fhir+json"};

        for (String path : List.of(SYSTEM, PATIENT, GROUP)) {
            requireStarted(analyst.get(path + "?_typeFilter=Patient%3Fstatus%3Dactive", lenient));
            requireStarted(gateway.post(
                    analyst.token, path, parameters("_typeFilter", "String", "Patient?status=active"), lenient));
        }
    }

    /** As SMART's tool posts: plain JSON, and a list of no parameters. */
    @ParameterizedTest
    @ValueSource(strings = {SYSTEM, PATIENT, GROUP})
    void startsByPostOfPlainJson(String path) throws Exception {
        HttpRequest request = gateway.request(
                        analyst.token, path, "Prefer", "respond-async", "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\",\"parameter\":[]}"))
                .build();

        requireStarted(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
    }

    @Test
    void patientsAreNamedByWhatTheLastExportCalledThem() {
        requireOutcome(analyst.post(SYSTEM, parameters("patient", "String", "Patient/123")), 400);
        for (String path : List.of(PATIENT, GROUP)) {
            requireStarted(analyst.post(path, parameters("patient", "String", "Patient/123")));
            String id = analyst.lines(analyst.manifest(path + "?_type=Patient"), "Patient")
                    .getFirst()
                    .path("id")
                    .asString("");
            String one = "{'resourceType':'Parameters','parameter':[{'name':'_type','valueString':'Patient'},"
                    + "{'name':'patient','valueReference':{'reference':'Patient/" + id + "'}}]}";

            List<JsonNode> found = analyst.lines(analyst.manifest(analyst.post(path, one)), "Patient");

            assertThat(found).hasSize(1);
            assertThat(found.getFirst().path("id").asString("")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SYSTEM, PATIENT, GROUP})
    void marksWhatItCutDown(String path) {
        String query = "?_type=Patient&_elements=id&_elements=Patient.meta";

        for (JsonNode patient : analyst.lines(analyst.manifest(path + query), "Patient")) {
            assertThat(patient.path("id").asString("")).isNotEmpty();
            assertThat(patient.at("/meta/tag").toString()).contains("SUBSETTED");
        }
    }

    @Test
    void aJobThatIsDoneSaysSoUntilItIsDeleted() {
        String path = PATIENT + "?_type=Patient";
        String job = ExportClient.job(analyst.start(path));
        HttpResponse<String> done = analyst.finished(job);
        JsonNode manifest = LiveGateway.expect(done, 200);
        JsonNode file = manifest.at("/output/0");
        String url = file.path("url").asString("");

        assertThat(ZonedDateTime.parse(
                        done.headers().firstValue("Expires").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME))
                .isAfter(ZonedDateTime.now(java.time.ZoneOffset.UTC));
        assertThat(manifest.path("request").asString("")).endsWith(path);
        assertThat(manifest.path("output").isArray()).isTrue();
        assertThat(manifest.path("error").isArray()).isTrue();
        assertThat(file.path("type").asString("")).isEqualTo("Patient");
        assertThat(file.path("count").asInt()).isPositive();
        assertThat(url).startsWith("http");
        HttpResponse<String> content = analyst.get(url, "Accept", "application/fhir+ndjson");
        assertThat(content.statusCode()).isEqualTo(200);
        assertThat(content.headers().firstValue("Content-Type").orElse("")).startsWith("application/fhir+ndjson");
        assertThat(gateway.get("", url, "Accept", "application/fhir+ndjson").statusCode())
                .isEqualTo(401);
        requireOutcome(
                ExportClient.named(gateway, "analyst", "system/Observation.read")
                        .get(url),
                403);
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
        requireOutcome(analyst.get(job), 404);
        requireOutcome(analyst.delete(job), 404);
        requireOutcome(analyst.get(url), 404);
    }

    /** In a body, what may come more than once comes as parameters of one name; the manifest says where it was posted. */
    @Test
    void takesParametersThatAreRepeatedInABody() {
        JsonNode manifest = analyst.manifest(analyst.post(
                PATIENT,
                "{'resourceType':'Parameters','parameter':[{'name':'_type','valueString':'Patient'},"
                        + "{'name':'_type','valueString':'Observation'},{'name':'_typeFilter','valueString':"
                        + "'Patient?gender=male'},{'name':'_typeFilter','valueString':'Patient?active=true'},"
                        + "{'name':'_outputFormat','valueString':'ndjson'}]}"));

        assertThat(manifest.path("request").asString("")).endsWith(PATIENT);
        assertThat(manifest.path("requiresAccessToken").isBoolean()).isTrue();
        assertThat(manifest.path("output").valueStream().map(file -> file.path("type")
                        .asString("")))
                .contains("Patient");
    }

    /** Every line is one resource of the file's type, as many as the manifest counts, with and without packing. */
    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "gzip, deflate, br", "*"})
    void everyLineIsAResourceOfItsFilesType(String encoding) throws Exception {
        for (JsonNode file : analyst.manifest(GROUP).path("output")) {
            HttpRequest request = gateway.request(
                            analyst.token,
                            file.path("url").asString(""),
                            "Accept",
                            "application/fhir+ndjson",
                            "Accept-Encoding",
                            encoding)
                    .GET()
                    .build();
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
            boolean packed = answer.headers()
                    .firstValue("Content-Encoding")
                    .filter("gzip"::equals)
                    .isPresent();
            try (InputStream body = packed
                            ? new GZIPInputStream(new ByteArrayInputStream(answer.body()))
                            : new ByteArrayInputStream(answer.body());
                    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                List<String> all = lines.lines().toList();
                assertThat(all).hasSize(file.path("count").asInt()).allSatisfy(line -> assertThat(ExportClient.JSON
                                .readTree(line)
                                .path("resourceType")
                                .asString(""))
                        .isEqualTo(file.path("type").asString("")));
            }
        }
    }

    @Test
    void aJobJustStartedIsNotDoneAndCanBeCancelled() {
        String job = ExportClient.job(analyst.start(SYSTEM));

        HttpResponse<String> state = analyst.get(job, "Accept", "application/json");

        assertThat(state.statusCode()).isEqualTo(202);
        assertThat(state.headers().firstValue("Retry-After")).isPresent();
        assertThat(state.headers().firstValue("X-Progress").orElse("")).isNotEmpty();
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
        requireOutcome(analyst.get(job, "Accept", "application/json"), 404);
    }

    @Test
    void namesItsExportsInTheWaysTheTestersLookFor() {
        JsonNode rest =
                LiveGateway.expect(gateway.get("", "/fhir/metadata"), 200).at("/rest/0");

        assertThat(operations(rest)).contains("export");
        assertThat(operations(of(rest, "Patient"))).contains("export", "patient-export");
        assertThat(operations(of(rest, "Group"))).contains("export", "group-export");
        assertThat(rest.at("/security/extension").toString()).contains("oauth-uris", "\"token\"");
    }

    private static JsonNode of(JsonNode rest, String type) {
        for (JsonNode resource : rest.path("resource")) {
            if (resource.path("type").asString("").equals(type)) {
                return resource;
            }
        }
        throw new AssertionError("no " + type);
    }

    private static List<String> operations(JsonNode holder) {
        return holder.path("operation")
                .valueStream()
                .map(operation -> operation.path("name").asString(""))
                .toList();
    }
}
