package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.ExportClient.encoded;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Bulk Data Access line by line, on a running gateway.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html">Bulk Data Access 2.0</a>
 */
class BulkDataIT {
    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static String a = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        a = gateway.member("hospital-a");
        for (String id : List.of("bulk-1", "bulk-2", "bulk-3")) {
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Patient/" + id,
                            "{'resourceType':'Patient','id':'" + id
                                    + "','name':[{'family':'Bulkington','given':['Ishmael']}],'gender':'female',"
                                    + "'birthDate':'1975-03-04'}"),
                    201);
            observation(id, "heart-" + id, 70);
        }
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Group/bulk",
                        "{'resourceType':'Group','id':'bulk','type':'person','actual':true,'member':["
                                + "{'entity':{'reference':'Patient/bulk-1'}},{'entity':{'reference':'Patient/bulk-2'}}]}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void observation(String patient, String id, int rate) {
        gateway.put(
                a,
                "/fhir/Observation/" + id,
                "{'resourceType':'Observation','id':'" + id
                        + "','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8867-4'}]},"
                        + "'subject':{'reference':'Patient/" + patient
                        + "'},'effectiveDateTime':'2026-01-02T10:00:00Z','valueQuantity':{'value':" + rate
                        + ",'unit':'/min'}}");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/fhir/$export?_since=yesterday|400|_since",
                "/fhir/$export?_since=2026-01-01|400|_since",
                "/fhir/$export?_outputFormat=application%2Fxml|400|_outputFormat",
                "/fhir/$export?_type=Nonsense|400|_type",
                "/fhir/$export?_since=2057-01-01T00:00:00%2B05:00|400|_since",
                "/fhir/$export?_since=0000-60-01T30:70:80%2B05:00|400|_since",
                "/fhir/$export?patient=bulk-1|400|patient",
                "/fhir/$export?_type=Patient&_typeFilter=Observation%3Fcode%3D1|400|_typeFilter",
                "/fhir/$export?_typeFilter=Patient%3Ffamily%3DBulkington|403|_typeFilter",
                "/fhir/$export?_typeFilter=Observation%3Fpatient.name%3DBulkington|403|_typeFilter",
                "/fhir/$export?_typeFilter=Patient%3Ff%2561mily%3DBulkington|403|_typeFilter",
                "/fhir/$export?_typeFilter=Patient%3F_filter%3Dfamily%2520eq%2520%2522Bulkington%2522|403|_typeFilter",
                "/fhir/$export?_typeFilter=Observation%3Fsubject:identifier%3Durn:mrn%257C1|403|_typeFilter",
                "/fhir/$export?_elements=..|400|_elements",
                "/fhir/$export?includeAssociatedData=Everything|400|includeAssociatedData",
                "/fhir/$export?organizeOutputBy=Patient|400|organizeOutputBy",
                "/fhir/$export?_deidentify=identified|403|_deidentify",
                "/fhir/Group/$export|400|Group",
                "/fhir/Group/nobody/$export|404|Group",
                "/fhir/Patient/bulk-1/$export|400|Patient"
            })
    void refusesWhatItDoesNotUnderstandAndNamesIt(String path, int status, String named) {
        HttpResponse<String> answer = analyst.start(path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("OperationOutcome").contains(named);
    }

    @Test
    void refusesStrangersAndWhoDoesNotAskForLater() {
        assertThat(gateway.get("", "/fhir/$export", "Prefer", "respond-async").statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(gateway.patient("bulk-1"), "/fhir/$export", "Prefer", "respond-async")
                        .statusCode())
                .isEqualTo(403);
        assertThat(analyst.get("/fhir/$export").statusCode()).isEqualTo(400);
        assertThat(analyst.get("/fhir/$export", "Prefer", "respond-async", "Accept", "image/png")
                        .statusCode())
                .isEqualTo(406);
        assertThat(gateway.delete(analyst.token, "/fhir/$export").statusCode()).isEqualTo(405);
    }

    @Test
    void tellsOfTheExportInItsCapabilities() {
        JsonNode statement = LiveGateway.expect(analyst.get("/fhir/metadata"), 200);

        assertThat(statement.path("instantiates").toString()).contains("CapabilityStatement/bulk-data");
        assertThat(definition(statement.path("rest").path(0))).endsWith("/OperationDefinition/export");
        for (JsonNode resource : statement.path("rest").path(0).path("resource")) {
            switch (resource.path("type").asString("")) {
                case "Patient" -> assertThat(definition(resource)).endsWith("/OperationDefinition/patient-export");
                case "Group" -> assertThat(definition(resource)).endsWith("/OperationDefinition/group-export");
                default -> assertThat(definition(resource)).isEmpty();
            }
        }
    }

    private static String definition(JsonNode holder) {
        for (JsonNode operation : holder.path("operation")) {
            if (operation.path("name").asString("").equals("export")) {
                return operation.path("definition").asString("");
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource({"application/fhir+ndjson", "application%2Ffhir%2Bndjson", "application/ndjson", "ndjson"})
    void takesEveryNameOfTheFormat(String format) {
        String job = ExportClient.job(analyst.start("/fhir/Patient/$export?_outputFormat=" + format));

        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
        assertThat(analyst.get(job).statusCode()).isEqualTo(404);
    }

    @Test
    void answersWithAManifestThatRepeatsTheRequest() {
        String path = "/fhir/$export?_type=Patient,Observation&_since=2020-01-01T00:00:00%2B01:00";
        HttpResponse<String> done = analyst.finished(ExportClient.job(analyst.start(path)));
        JsonNode manifest = LiveGateway.expect(done, 200);

        assertThat(done.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(done.headers().firstValue("Expires")).isPresent();
        assertThat(manifest.path("request").asString("")).isEqualTo(base() + path);
        assertThat(manifest.path("requiresAccessToken").asBoolean()).isTrue();
        assertThat(manifest.path("transactionTime").asString("")).isNotEmpty();
        assertThat(manifest.path("error").size()).isZero();
        assertThat(manifest.path("output").size()).isEqualTo(2);
        for (JsonNode file : manifest.path("output")) {
            HttpResponse<String> content = analyst.get(file.path("url").asString(""));
            assertThat(content.headers().firstValue("Content-Type").orElse("")).startsWith("application/fhir+ndjson");
            assertThat(content.body().lines().count())
                    .isEqualTo(file.path("count").asLong());
        }
    }

    @Test
    void takesThePostedParametersOfItsClients() {
        String named = analyst.lines(analyst.manifest("/fhir/Group/bulk/$export?_type=Patient"), "Patient").stream()
                .map(patient -> "{'name':'patient','valueReference':{'reference':'Patient/"
                        + patient.path("id").asString("") + "'}},")
                .collect(Collectors.joining());
        String parameters = "{'resourceType':'Parameters','parameter':[{'name':'_type','valueString':'Observation'},"
                + named
                + "{'name':'_elements','valueString':'Observation.value'},"
                + "{'name':'_since','valueInstant':'2020-01-01T00:00:00Z'}]}";

        JsonNode manifest = analyst.manifest(analyst.post("/fhir/Patient/$export", parameters));

        assertThat(manifest.path("request").asString("")).isEqualTo(base() + "/fhir/Patient/$export");
        assertThat(analyst.lines(manifest, "Observation")).hasSizeBetween(2, 3).allSatisfy(observation -> {
            assertThat(observation.propertyNames())
                    .containsExactlyInAnyOrder("resourceType", "id", "meta", "status", "code", "valueQuantity");
            assertThat(observation.path("meta").path("tag").toString()).contains("SUBSETTED");
        });
        assertThat(analyst.post("/fhir/$export", parameters.replace("_elements", "_nonsense"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void leavesOutWhatItDoesNotKnowForTheLenientAndSaysSo() {
        JsonNode manifest = analyst.manifest(analyst.get(
                "/fhir/$export?_type=Patient,Nonsense&organizeOutputBy=Patient",
                "Prefer",
                "respond-async, handling=lenient"));

        assertThat(analyst.lines(manifest, "Patient")).isNotEmpty();
        assertThat(analyst.lines(manifest, "error", "OperationOutcome").toString())
                .contains("organizeOutputBy")
                .contains("_type");
    }

    @Test
    void narrowsToAGroupAndToWhatAFilterFinds() {
        observation("bulk-1", "fast", 190);
        JsonNode ofGroup = analyst.manifest("/fhir/Group/bulk/$export?_type=Patient");
        JsonNode fast = analyst.manifest(
                "/fhir/$export?_type=Observation,Patient&_typeFilter=" + encoded("Observation?value-quantity=gt150"));

        assertThat(analyst.lines(ofGroup, "Patient")).hasSize(2);
        assertThat(analyst.lines(fast, "Observation")).hasSize(1);
        assertThat(analyst.lines(fast, "Patient").size()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void tellsWhatWasDeletedSinceUnderTheIdsOfFormerExports() {
        observation("bulk-2", "short-lived", 80);
        JsonNode before = analyst.manifest("/fhir/$export?_type=Observation");
        List<String> known = ids(analyst.lines(before, "Observation"));
        LiveGateway.expect(gateway.delete(a, "/fhir/Observation/short-lived"), 204);

        JsonNode after = analyst.manifest("/fhir/$export?_type=Observation&_since="
                + encoded(before.path("transactionTime").asString("")));

        List<JsonNode> bundles = analyst.lines(after, "deleted", "Bundle");
        assertThat(bundles).hasSize(1);
        assertThat(bundles.getFirst().path("type").asString("")).isEqualTo("transaction");
        List<String> deleted = new ArrayList<>();
        for (JsonNode entry : bundles.getFirst().path("entry")) {
            assertThat(entry.at("/request/method").asString("")).isEqualTo("DELETE");
            deleted.add(entry.at("/request/url").asString("").replace("Observation/", ""));
        }
        assertThat(deleted).hasSize(1).isSubsetOf(known).doesNotContain("short-lived");
        assertThat(analyst.lines(analyst.manifest("/fhir/$export?_type=Observation"), "deleted", "Bundle"))
                .isEmpty();
    }

    private static List<String> ids(List<JsonNode> resources) {
        return resources.stream()
                .map(resource -> resource.path("id").asString(""))
                .toList();
    }

    @Test
    void bringsTheProvenanceThatIsAskedFor() {
        JsonNode manifest =
                analyst.manifest("/fhir/$export?_type=Observation&includeAssociatedData=LatestProvenanceResources");

        List<JsonNode> provenances = analyst.lines(manifest, "Provenance");
        assertThat(provenances).isNotEmpty();
        assertThat(ids(analyst.lines(manifest, "Observation")))
                .contains(provenances
                        .getFirst()
                        .at("/target/0/reference")
                        .asString("")
                        .replaceFirst("Observation/([^/]+).*", "$1"));
    }

    @Test
    void givesEveryTypeThatTheScopesCoverWhereNoneIsNamed() {
        ExportClient narrow = ExportClient.named(gateway, "narrow", "system/Observation.rs");

        JsonNode manifest = narrow.manifest("/fhir/$export");

        assertThat(manifest.path("output").size()).isEqualTo(1);
        assertThat(narrow.lines(manifest, "Observation")).isNotEmpty();
        assertThat(narrow.start("/fhir/$export?_type=Patient").statusCode()).isEqualTo(403);
    }

    @Test
    void keepsFilesFromStrangersAndOthers() {
        String job = ExportClient.job(analyst.start("/fhir/$export?_type=Patient"));
        JsonNode manifest = LiveGateway.expect(analyst.finished(job), 200);
        String url = manifest.at("/output/0/url").asString("");
        String other = ExportClient.named(gateway, "another", "system/*.rs").token;

        assertThat(gateway.get("", url).statusCode()).isEqualTo(401);
        assertThat(gateway.get(other, url).statusCode()).isEqualTo(403);
        assertThat(gateway.get(other, job).statusCode()).isEqualTo(403);
        assertThat(gateway.delete(other, job).statusCode()).isEqualTo(403);
        assertThat(gateway.get(a, url).statusCode()).isEqualTo(403);
        assertThat(analyst.get(url).statusCode()).isEqualTo(200);
    }

    @Test
    void sendsFilesPackedAndFromWhereADownloadBrokeOff() throws Exception {
        JsonNode manifest = analyst.manifest("/fhir/$export?_type=Patient");
        String url = manifest.at("/output/0/url").asString("");
        String whole = analyst.get(url).body();

        HttpResponse<InputStream> packed = HttpClient.newHttpClient()
                .send(
                        gateway.request(analyst.token, url, "Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        HttpResponse<String> rest = analyst.get(url, "Range", "bytes=10-");

        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (InputStream in = new GZIPInputStream(packed.body())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(whole);
        }
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(whole.substring(10));
        assertThat(analyst.get(url, "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
    }

    @Test
    void leavesNothingInTheObjectStoreOfWhatIsDeleted() {
        long before = stored();
        String job = ExportClient.job(analyst.start("/fhir/$export?_type=Patient"));
        JsonNode manifest = LiveGateway.expect(analyst.finished(job), 200);
        assertThat(stored()).isGreaterThan(before);

        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);

        assertThat(stored()).isEqualTo(before);
        assertThat(analyst.get(manifest.at("/output/0/url").asString("")).statusCode())
                .isEqualTo(404);
    }

    private static long stored() {
        return gateway.objects.files("export").size();
    }

    private static String base() {
        String uri = gateway.request("", "/").build().uri().toString();
        return uri.substring(0, uri.length() - 1);
    }

    @Test
    void reportsWhatWasLeftOutAndHowAlikeThePatientsAre() {
        JsonNode manifest = analyst.manifest("/fhir/$export?_type=Patient");
        String url = manifest.path("extension")
                .path("https://consentry.org/deidentification-report")
                .asString("");

        JsonNode report = LiveGateway.expect(analyst.get(url), 200);

        assertThat(report.at("/droppedFields/Patient.name").asInt()).isPositive();
        assertThat(report.at("/anonymity/k").asInt()).isEqualTo(11);
        assertThat(report.toString()).doesNotContain("Bulkington").doesNotContain("bulk-1");
    }

    @Test
    void boundsTheJobsOfOneClient() {
        ExportClient greedy = ExportClient.named(gateway, "greedy", "system/*.rs");
        List<String> jobs = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            HttpResponse<String> started = greedy.start("/fhir/$export");
            if (started.statusCode() == 202) {
                jobs.add(ExportClient.job(started));
            } else {
                assertThat(started.statusCode()).isEqualTo(429);
                assertThat(started.headers().firstValue("Retry-After")).isPresent();
                refused++;
            }
        }

        assertThat(refused).isPositive();
        // Who asks late does not wait for all of the greedy one's.
        assertThat(analyst.manifest("/fhir/$export?_type=Patient")
                        .path("output")
                        .size())
                .isEqualTo(1);
        assertThat(jobs.stream()
                        .filter(job -> greedy.get(job).statusCode() == 202)
                        .count())
                .isPositive();
        jobs.forEach(greedy::delete);
    }
}
