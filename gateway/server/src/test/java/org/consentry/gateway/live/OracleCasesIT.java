package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Questions whose answer would be yes or no about what is hidden: by condition, by order, by number, by what leads there, by
 * the time the answer takes.
 */
class OracleCasesIT {
    private static OpenCases world;
    private static String reader;
    private static String former;
    private static String etag;
    private static String modified;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        reader = world.gateway.member("hospital-b");
        former = world.gateway.member("hospital-g");
        String a = world.gateway.member("hospital-a");
        for (String code : List.of("aaa", "zzz")) {
            world.store(
                    a,
                    "Condition",
                    "hidden-" + code,
                    "'code':{'coding':[{'system':'urn:codes','code':'" + code + "'}]},'subject':{'reference':'Patient/"
                            + VICTIM + "'},'evidence':[{'detail':[{'reference':'Observation/open-7'}]}]");
        }
        world.store(
                a,
                "Observation",
                "with-focus",
                OpenCases.observation(VICTIM) + ",'focus':[{'reference':'Condition/hidden-aaa'}]");
        String consent = world.gateway.ceremonies.grant("hospital-g", VICTIM, world.provision("Observation"));
        HttpResponse<String> once = world.get(former, "/fhir/Observation/open-7");
        etag = once.headers().firstValue("ETag").orElseThrow();
        modified = once.headers().firstValue("Last-Modified").orElseThrow();
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** 304 would say that it is still there and as it was. */
    @TestFactory
    Stream<DynamicTest> noConditionTellsAFormerReaderWhatIsStillThere() {
        return Stream.of("GET", "HEAD").flatMap(method -> Stream.of(
                        new String[] {"If-None-Match", etag},
                        new String[] {"If-None-Match", "*"},
                        new String[] {"If-None-Match", "W/\"1\", W/\"2\", W/\"3\""},
                        new String[] {"If-Modified-Since", modified},
                        new String[] {"If-Unmodified-Since", modified},
                        new String[] {"If-Match", etag},
                        new String[] {"If-Range", etag, "Range", "bytes=0-10"})
                .flatMap(headers -> Stream.of("", "/_history/1", "/_history", "?_summary=true")
                        .map(rest -> world.alike(
                                former, method, "/fhir/Observation/{}" + rest, "", "open-7", "unknown-7", headers))));
    }

    /** Order, number and paths through what is hidden: the same answer whatever is hidden there. */
    @TestFactory
    Stream<DynamicTest> aQuestionThroughWhatIsHiddenFindsAsMuchAsOneThroughNothing() {
        return Stream.of(
                        "Patient?_has:Condition:patient:code={}",
                        "Patient?_has:Condition:patient:code={}&_summary=count",
                        "Patient?_id=" + VICTIM + "&_has:Condition:patient:code={}&_total=accurate",
                        "Observation?_has:Condition:evidence-detail:code={}",
                        "Observation?_has:Condition:evidence-detail:code={}&_summary=count",
                        "Observation?focus:Condition.code={}",
                        "Observation?focus:Condition.code={}&_total=accurate&_count=0",
                        "Observation?patient._has:Condition:patient:code={}",
                        "Observation?_filter=focus.code%20eq%20{}",
                        "Observation?patient=" + VICTIM + "&_include=Observation:focus&focus:Condition.code={}",
                        "Condition?code={}&_summary=count",
                        "Condition?code={}&_elements=id&_total=accurate",
                        "Condition?code={}&_sort=code&_count=1",
                        "Condition?code={}&_revinclude=Observation:focus",
                        "Condition?patient=" + VICTIM + "&code={}",
                        "Condition?_filter=code%20eq%20{}",
                        "Condition?code:not={}&_summary=count",
                        "Condition?code:missing=false&code={}&_summary=count",
                        "Condition/_history?code={}&_count=0",
                        "?_type=Condition,Observation&code={}",
                        "Patient/" + VICTIM + "/Condition?code={}",
                        "Patient/" + VICTIM + "/$everything?_type=Condition&code={}",
                        "Condition/$lastn?patient=" + VICTIM + "&code={}",
                        "Observation?patient=" + VICTIM + "&_sort=focus&focus:Condition.code={}")
                .map(path -> world.alike(reader, "GET", "/fhir/" + path, "", "zzz", "nowhere"));
    }

    @TestFactory
    Stream<DynamicTest> aSortByWhatIsHiddenOrdersNothing() {
        return Stream.of(
                        "patient.family",
                        "-patient.family",
                        "Patient.name",
                        "focus.code",
                        "_has:Condition:patient:code")
                .map(key -> OpenCases.refused(
                        "_sort=" + key, () -> world.get(reader, "/fhir/Observation?_sort=" + key), 400));
    }

    /**
     * The middle of many answers about something hidden and about nothing, in turns. What differs is far below what a
     * network hides; a statement more for one of them would be seen. A failure tells both.
     */
    @Test
    void takesAsLongAboutWhatIsHiddenAsAboutNothing() {
        String stranger = world.stranger();
        for (String path : List.of(
                "/fhir/Observation/{}",
                "/fhir/Observation/{}/_history",
                "/fhir/Observation/{}/_history/1",
                "/fhir/Observation?_id={}")) {
            List<Double> hidden = new ArrayList<>();
            List<Double> none = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                double one = took(stranger, path.replace("{}", "open-7"));
                double other = took(stranger, path.replace("{}", "unkno7"));
                if (i >= 50) {
                    hidden.add(one);
                    none.add(other);
                }
            }
            // Wide, because other things run on the machine: it is a whole answer more that must not pass.
            assertThat(Math.abs(middle(hidden) - middle(none)))
                    .as("%s: p50 %.3f ms when hidden, %.3f when absent", path, middle(hidden), middle(none))
                    .isLessThan(Math.max(1, 0.5 * middle(none)));
        }
    }

    private static double took(String token, String path) {
        long began = System.nanoTime();
        assertThat(world.get(token, path).statusCode()).isIn(200, 404);
        return (System.nanoTime() - began) / 1e6;
    }

    private static double middle(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Entries of a batch are of one caller, whatever they say of themselves. */
    @Test
    void noEntryOfABatchIsAnothers() {
        String a = world.gateway.member("hospital-a");
        String entry = "{'request':{'method':'GET','url':'Condition/closed-7','extension':[{'url':'urn:authorization',"
                + "'valueString':'Bearer " + a + "'}]},'extension':[{'url':'urn:authorization','valueString':'Bearer "
                + a
                + "'}]}";
        String body = "{'resourceType':'Bundle','type':'batch','entry':[" + entry + "]}";

        HttpResponse<String> answer = world.send(world.stranger(), "POST", "/fhir", body);

        assertThat(answer.body()).doesNotContain(OpenCases.SECRET, a);
    }

    /** Entries that ask for more than the resources of this gateway. */
    @TestFactory
    Stream<DynamicTest> noEntryOfABatchLeavesTheStore() {
        return Stream.of(
                        "../actuator/prometheus",
                        "/../actuator/prometheus",
                        "/actuator/prometheus",
                        "//evil.test/fhir/Patient/x",
                        "http://127.0.0.1:9/fhir/Patient/x",
                        "Observation/open-7/../../Condition/closed-7",
                        "%2e%2e/operator/witnesses",
                        "$export",
                        "Patient/" + VICTIM + "/$break-glass",
                        "metadata/../Condition/closed-7")
                .map(url -> DynamicTest.dynamicTest(url, () -> {
                    HttpResponse<String> answer = world.send(
                            world.stranger(),
                            "POST",
                            "/fhir",
                            "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET','url':'" + url
                                    + "'}}]}");

                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403, 404);
                    assertThat(answer.body()).doesNotContain(OpenCases.SECRET, "jvm_", "\"status\":\"200");
                }));
    }
}
