package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.ExportClient.encoded;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What Bulk Data Access says a server shall and should do, sentence by sentence of its chapters from kick-off to deletion, where
 * clients spell things in other ways than usual.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html">Bulk Data Access 2.0</a>
 */
class BulkGuideIT {
    private static final String PATIENTS = "/fhir/Patient/$export";

    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static String done = "";
    private static JsonNode manifest;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/guide-1",
                        "{'resourceType':'Patient','id':'guide-1','active':true,'gender':'female','birthDate':'1981-05-06'}"),
                201);
        done = ExportClient.job(analyst.start(PATIENTS + "?_type=Patient"));
        manifest = LiveGateway.expect(analyst.finished(done), 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void requireOutcome(HttpResponse<String> answer, int... statuses) {
        assertThat(answer.statusCode())
                .as(answer.body())
                .isIn(java.util.Arrays.stream(statuses).boxed().toArray());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/fhir+json");
        assertThat(answer.body()).contains("\"resourceType\":\"OperationOutcome\"", "\"severity\":\"error\"");
    }

    private static void requireStarted(HttpResponse<String> answer) {
        String job = ExportClient.job(answer);
        assertThat(job).matches("http://[^/]+/exports/[0-9a-f-]{36}");
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/fhir+json",
                "application/json",
                "*/*",
                "application/*",
                "application/fhir+json; fhirVersion=4.0",
                "application/fhir+json;q=0.9, text/html;q=0.5",
                "text/html, application/xhtml+xml, */*;q=0.8"
            })
    void startsForEveryAcceptThatItsAnswersFit(String accept) {
        requireStarted(analyst.get(PATIENTS, "Prefer", "respond-async", "Accept", accept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "respond-async",
                "Respond-Async",
                "respond-async, wait=10",
                "respond-async; wait=10",
                "return=minimal, respond-async",
                "handling=strict,respond-async",
                "handling=lenient; respond-async"
            })
    void understandsThePreferencesOfRfc7240(String prefer) {
        requireStarted(analyst.get(PATIENTS, "Prefer", prefer));
    }

    @Test
    void understandsPreferencesInTwoHeaders() {
        requireStarted(analyst.get(PATIENTS + "?_nonsense=1", "Prefer", "handling=lenient", "Prefer", "respond-async"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"handling=lenient", "respond-sync", "return=minimal", "async", "respond-async2", ""})
    void wantsToBeAskedForLater(String prefer) {
        requireOutcome(prefer.isEmpty() ? analyst.get(PATIENTS) : analyst.get(PATIENTS, "Prefer", prefer), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_since=1970-01-01T00:00:00Z",
                "_since=2024-01-01T00:00:00.123Z",
                "_since=2024-01-01T00:00:00.123456789-11:30",
                "_since=2024-02-29T23:59:59%2B14:00",
                "_since=2024-01-01T00:00:00+05:00",
                "_since=0001-01-01T00:00:00Z",
                "_until=2024-01-01T00:00:00Z",
                "_since=2023-01-01T00:00:00Z&_until=2024-01-01T00:00:00Z",
                "_type=Patient,Patient",
                "_type=Patient,",
                "_type=Patient&_type=Observation,Condition",
                "_elements=Patient.gender,status",
                "_outputFormat=application/fhir%2Bndjson",
                "_outputFormat=application/fhir+ndjson",
                "allowPartialManifests=true",
                "allowPartialManifests=false",
                "_typeFilter=Patient%3Factive%3Dtrue%26gender%3Dfemale",
                "_typeFilter=Patient%3Factive%3Dtrue,Observation%3Fstatus%3Dfinal",
                "_typeFilter=Observation%3Fstatus%3Dfinal,amended&_typeFilter=Patient%3Fgender%3Dmale",
                "_typeFilter=Observation%3Fcode%3Dhttp://loinc.org%257C8867-4&_type=Observation",
                "_typeFilter=Patient%3Fgender%3Amissing%3Dfalse&_type=Patient"
            })
    void takes(String query) {
        requireStarted(analyst.start(PATIENTS + "?" + query));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "_since=2024-01-01|_since",
                "_since=2024-01-01T00:00:00|_since",
                "_since=2024-02-30T00:00:00Z|_since",
                "_since=2023-02-29T00:00:00Z|_since",
                "_since=2024-01-01T25:00:00Z|_since",
                "_since=yesterday|_since",
                "_since=1700000000|_since",
                "_since=9999-12-31T23:59:59Z|_since",
                "_since=%2B999999999-12-31T23:59:59Z|_since",
                "_since=2024-01-01T00:00:00Z&_since=2025-01-01T00:00:00Z|_since",
                "_until=tomorrow|_until",
                "_type=patient|_type",
                "_type=Patient;Observation|_type",
                "_type=Patient Observation|_type",
                "_type=Resource|_type",
                "_type=DomainResource|_type",
                "_type=*|_type",
                "_outputFormat=application/fhir%2Bjson|_outputFormat",
                "_outputFormat=NDJSON%20|_outputFormat",
                "_outputFormat=ndjson&_outputFormat=parquet|_outputFormat",
                "_outputFormat=csv|_outputFormat",
                "_outputFormat=|_outputFormat",
                "_elements=Patient.|_elements",
                "_elements=Patient.name.family|_elements",
                "_elements=*|_elements",
                "allowPartialManifests=maybe|allowPartialManifests",
                "organizeOutputBy=Patient|organizeOutputBy",
                "includeAssociatedData=_myCustomAssociatedData|includeAssociatedData",
                "_typeFilter=Patient|_typeFilter",
                "_typeFilter=%3Factive%3Dtrue|_typeFilter",
                "_typeFilter=Nonsense%3Fx%3D1|",
                "_typeFilter=Patient%3Fnonsense%3D1|nonsense",
                "_typeFilter=Patient%3F_sort%3Dgender|_typeFilter",
                "_typeFilter=Patient%3F_include%3DPatient:organization|_typeFilter",
                "_typeFilter=Patient%3F_revinclude:iterate%3DObservation:patient|_typeFilter",
                "_typeFilter=Patient%3Fgender%3Dmale%26_count%3D1|_typeFilter",
                "_typeFilter=Patient%3F_summary%3Dcount|_typeFilter",
                "_typeFilter=Observation%3Fdate%3Dge2020&_type=Patient|_typeFilter",
                "_nonsense=1|_nonsense",
                "_Type=Patient|_Type",
                "type=Patient|type"
            })
    void refusesAndNames(String query, String named) {
        HttpResponse<String> answer = analyst.start(PATIENTS + "?" + query.replace(" ", "%20"));

        requireOutcome(answer, 400, 404);
        if (named != null) {
            assertThat(answer.body()).contains(named);
        }
    }

    private static String body(String parameters) {
        return "{'resourceType':'Parameters','parameter':[" + parameters + "]}";
    }

    /** What says nothing, or says it in another type, is not taken for nothing asked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'name':'_type'}|_type",
                "{'name':'_type','valueString':''}|_type",
                "{'name':'_type','valueString':['Patient']}|_type",
                "{'name':'_type','valueCoding':{'code':'Patient'}}|_type",
                "{'name':'_type','part':[{'name':'_type','valueString':'Patient'}]}|_type",
                "{'name':'_type','valueBoolean':true}|_type",
                "{'name':'_type','valueInteger':7}|_type",
                "{'name':'_type','resource':{'resourceType':'Patient'}}|_type",
                "{'name':'_typeFilter'}|_typeFilter",
                "{'name':'_typeFilter','valueReference':{'display':'x'}}|_typeFilter",
                "{'name':'_since','valueBoolean':false}|_since",
                "{'name':'_since','valueDate':'2024-01-01'}|_since",
                "{'name':'_since','valueInstant':null}|_since",
                "{'name':'_since','valuePeriod':{'start':'2024-01-01T00:00:00Z'}}|_since",
                "{'name':'patient','valueReference':{'identifier':{'value':'x'}}}|patient",
                "{'name':'patient','valueReference':{'reference':'Group/1'}}|patient",
                "{'name':'patient','valueReference':{'reference':'Patient/1/_history/1'}}|patient",
                "{'name':'patient'}|patient",
                "{'name':'_elements','valueQuantity':{'value':1}}|_elements",
                "{'name':'_outputFormat','valueString':'xml'}|_outputFormat",
                "{'name':'organizeOutputBy','valueCode':'Patient'}|organizeOutputBy",
                "{'name':'nonsense','valueCode':'Patient'}|nonsense",
                "{'valueString':'Patient'}|parameter",
                "7|",
                "'_type'|"
            })
    void refusesABodyWhoseParametersSayNothing(String parameter, String named) {
        HttpResponse<String> answer = analyst.post(PATIENTS, body(parameter));

        requireOutcome(answer, 400);
        if (named != null) {
            assertThat(answer.body()).contains(named);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'resourceType':'Bundle','type':'batch'}",
                "{'resourceType':'Parameters','parameter':{}}",
                "{'resourceType':'Parameters','parameter':'_type'}",
                "{'resourceType':'Parameters'",
                "nonsense"
            })
    void refusesABodyThatIsNone(String body) {
        requireOutcome(analyst.post(PATIENTS, body), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png"
            })
    void refusesABodyOfAnotherKind(String type) {
        requireOutcome(
                gateway.send(gateway.request(analyst.token, PATIENTS, "Prefer", "respond-async", "Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString("_type=Patient"))),
                400,
                415);
    }

    @Test
    void takesWhatStandsInTheUrlAndInTheBodyTogether() {
        JsonNode both = analyst.manifest(
                analyst.post(PATIENTS + "?_type=Patient", body("{'name':'_elements','valueString':'gender'}")));

        assertThat(both.at("/output/0/type").asString("")).isEqualTo("Patient");
        requireOutcome(
                analyst.post(
                        PATIENTS + "?_since=2024-01-01T00:00:00Z",
                        body("{'name':'_since','valueInstant':'2020-01-01T00:00:00Z'}")),
                400);
    }

    /** Every member that the guide requires, of its type, and nothing in the output that is not of the asked type. */
    @Test
    void theManifestHasWhatTheGuideRequires() {
        HttpResponse<String> answer = analyst.get(done, "Accept", "application/json");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).isEqualTo("application/json");
        assertThat(Instant.parse(manifest.path("transactionTime").asString("")))
                .isBeforeOrEqualTo(gateway.clock.instant());
        assertThat(manifest.path("requiresAccessToken").isBoolean()).isTrue();
        for (String array : List.of("output", "deleted", "error")) {
            assertThat(manifest.path(array).isArray()).as(array).isTrue();
        }
        assertThat(manifest.path("extension").isObject()).isTrue();
        assertThat(manifest.path("output")).isNotEmpty().allSatisfy(file -> {
            assertThat(file.path("type").asString("")).isEqualTo("Patient");
            assertThat(file.path("url").asString("")).startsWith("http");
            assertThat(file.path("count").isIntegralNumber()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/fhir+json", "*/*", "application/fhir+ndjson", "text/html"})
    void tellsTheManifestWhateverIsAccepted(String accept) {
        assertThat(analyst.get(done, "Accept", accept).statusCode()).isEqualTo(200);
    }

    @Test
    void anExportThatFindsNothingIsDoneAndEmpty() {
        JsonNode nothing = analyst.manifest(PATIENTS + "?_type=Patient&_typeFilter=" + encoded("Patient?gender=other"));

        assertThat(nothing.path("output").isArray()).isTrue();
        assertThat(nothing.path("output")).isEmpty();
        assertThat(nothing.path("error")).isEmpty();
    }

    @Test
    void progressIsShortAndTheNextLookIsInSeconds() {
        String job = ExportClient.job(analyst.start(PATIENTS));
        HttpResponse<String> state = analyst.get(job);

        if (state.statusCode() == 202) {
            assertThat(state.headers().firstValue("X-Progress").orElse("")).hasSizeBetween(1, 99);
            assertThat(state.headers().firstValue("Retry-After").orElse("")).matches("\\d{1,3}");
            assertThat(state.body()).isEmpty();
        }
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
        requireOutcome(analyst.get(job), 404);
        requireOutcome(analyst.delete(job), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/exports/nobody",
                "/exports/00000000-0000-4000-8000-000000000000",
                "/exports/00000000-0000-4000-8000-000000000000/Patient.1.ndjson",
                "/exports/%27%20or%20%271%27=%271",
                "/exports/x/y/z"
            })
    void whatIsNotThereIsNotThere(String path) {
        requireOutcome(analyst.get(path), 404, 400);
        requireOutcome(analyst.delete(path), 404, 400, 405);
    }

    @Test
    void aFileIsOfItsTypeAndNobodysWithoutAToken() {
        String url = manifest.at("/output/0/url").asString("");

        for (String accept : List.of("application/fhir+ndjson", "application/ndjson", "*/*", "application/json")) {
            HttpResponse<String> file = analyst.get(url, "Accept", accept);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("application/fhir+ndjson");
        }
        HttpResponse<String> stranger = gateway.get("", url);
        requireOutcome(stranger, 401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        requireOutcome(analyst.get(url + "x"), 404);
        requireOutcome(analyst.get(url.replace("Patient.1", "..%2f..%2fPatient.1")), 404, 400);
        requireOutcome(gateway.delete(analyst.token, url), 405);
        requireOutcome(gateway.post(analyst.token, url, "{}"), 405);
        requireOutcome(gateway.post(analyst.token, done, "{}"), 405);
        HttpResponse<String> head =
                gateway.send(gateway.request(analyst.token, url).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=-5", "bytes=5-2", "bytes=0-3,5-8", "lines=1-", "bytes=a-b", "bytes=0-99999999999999999999"
            })
    void anOddRangeGivesTheWholeOrIsRefused(String range) {
        String url = manifest.at("/output/0/url").asString("");
        HttpResponse<String> answer = analyst.get(url, "Range", range);

        assertThat(answer.statusCode()).isIn(200, 416);
        if (answer.statusCode() == 200) {
            assertThat(answer.body()).isEqualTo(analyst.get(url).body());
        }
    }

    /** The lenient get what can be done, and are told of the rest. */
    @Test
    void whatIsLeftOutForTheLenientIsInTheErrorFile() {
        for (String query : List.of(
                "organizeOutputBy=Patient",
                "_typeFilter=" + encoded("Patient?_sort=gender"),
                "_outputFormat=xml",
                "includeAssociatedData=_custom",
                "_nonsense=1")) {
            JsonNode lenient = analyst.manifest(
                    analyst.get(PATIENTS + "?_type=Patient&" + query, "Prefer", "respond-async, handling=lenient"));
            List<JsonNode> errors = analyst.lines(lenient, "error", "OperationOutcome");

            assertThat(errors).as(query).isNotEmpty();
            assertThat(errors.toString()).contains(query.replaceFirst("=.*", ""));
            assertThat(analyst.lines(lenient, "Patient")).isNotEmpty();
        }
    }

    @Test
    void aTokenThatEndedOpensNothing() {
        String url = manifest.at("/output/0/url").asString("");
        String ended = gateway.issuer.sign(gateway.issuer
                .claims(LiveSettings.audience(), "analyst", "analyst", List.of("analyst"))
                .claim("scope", "system/*.rs")
                .expirationTime(java.util.Date.from(gateway.clock.instant().minusSeconds(60)))
                .build());

        Stream.of(url, done, PATIENTS)
                .forEach(path -> requireOutcome(gateway.get(ended, path, "Prefer", "respond-async"), 401));
    }
}
