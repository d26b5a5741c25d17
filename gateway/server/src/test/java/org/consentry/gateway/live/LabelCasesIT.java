package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a label keeps closed is closed in every version, format and question: rows BC-13 and the redaction of the page. */
class LabelCasesIT {
    private static final String HIDDEN = "hidden-marker";
    private static final String MASKED = "masked-marker";
    private static final String LABEL =
            "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/"
                    + "extension-inline-sec-label','valueCoding':{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}}]";
    private static OpenCases world;
    private static String reader;
    private static String withheld;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        reader = world.gateway.member("hospital-b");
        withheld = world.gateway.member("hospital-h");
        world.gateway.ceremonies.grant(
                "hospital-h",
                VICTIM,
                world.provision(
                        "'class':[{'code':'Observation'}]",
                        ",'provision':[{'type':'deny','securityLabel':[{'code':'HIV'}]}]"));
        String a = world.gateway.member("hospital-a");
        world.store(
                a,
                "Observation",
                "masked-7",
                "'meta':{'security':[{'code':'R'}]},'status':'final','code':{'text':'masked'},'valueString':'" + MASKED
                        + "','_valueString':{" + LABEL + "},'note':[{" + LABEL + ",'text':'" + MASKED
                        + "'}],'subject':{'reference':'Patient/" + VICTIM + "'}");
        labelled(a, "was-labelled", "HIV", "N");
        labelled(a, "is-labelled", "N", "HIV");
    }

    /** Two versions of one thing, each under a label of its own. */
    private static void labelled(String owner, String id, String... labels) {
        for (String label : labels) {
            String text = label.equals("HIV") ? HIDDEN : "open";
            HttpResponse<String> stored = world.gateway.put(
                    owner,
                    "/fhir/Observation/" + id,
                    "{'resourceType':'Observation','id':'" + id + "','meta':{'security':[{'system':"
                            + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'" + label
                            + "'}]},'status':'final','code':{'text':'" + text + "'},'subject':{'reference':'Patient/"
                            + VICTIM + "'}}");
            assertThat(stored.statusCode()).as(stored.body()).isIn(200, 201);
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> whatIsMaskedIsMaskedInEveryAnswer() {
        return Stream.of(
                        "Observation/masked-7",
                        "Observation/masked-7/_history",
                        "Observation/masked-7/_history/1",
                        "Observation/masked-7?_format=xml",
                        "Observation/masked-7?_pretty=true",
                        "Observation/masked-7?_elements=valueString,note",
                        "Observation/masked-7?_summary=data",
                        "Observation/masked-7?_summary=true",
                        "Observation/_history",
                        "_history?_count=1000",
                        "Observation?_id=masked-7",
                        "Observation?_id=masked-7&_format=xml",
                        "Observation?_id=masked-7&_elements=valueString",
                        "Observation?patient=" + VICTIM + "&_count=1000",
                        "Patient/" + VICTIM + "/$everything",
                        "Patient/" + VICTIM + "/Observation",
                        "Observation/$lastn?patient=" + VICTIM)
                .map(path -> DynamicTest.dynamicTest(path, () -> assertThat(
                                world.get(reader, "/fhir/" + path).body())
                        .doesNotContain(MASKED)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsMaskedIsMaskedBetweenOtherAnswers() {
        return Stream.of("batch", "transaction")
                .map(type -> DynamicTest.dynamicTest(type, () -> assertThat(world.send(
                                        reader, "POST", "/fhir", bundle(type, entry("GET", "Observation/masked-7", "")))
                                .body())
                        .doesNotContain(MASKED)));
    }

    /** Nobody finds by what is not shown. */
    @TestFactory
    Stream<DynamicTest> nothingIsFoundByWhatIsMasked() {
        return Stream.of(
                        "value-string=masked-m",
                        "value-string:contains=masked-m",
                        "_content=masked-marker",
                        "_text=masked-m",
                        "_content=masked-m",
                        "value-string:exact=masked-marker",
                        "combo-value-string=masked-m",
                        "code-value-string=x$masked-m")
                .map(query -> DynamicTest.dynamicTest(query, () -> assertThat(world.get(
                                        reader, "/fhir/Observation?patient=" + VICTIM + "&" + query.replace("$", "%24"))
                                .body())
                        .doesNotContain("masked-7\"")
                        .doesNotContainPattern("\"total\"\\s*:\\s*[1-9]")));
    }

    @TestFactory
    Stream<DynamicTest> aVersionUnderALabelStaysClosed() {
        return Stream.of(
                        "Observation/was-labelled/_history/1",
                        "Observation/was-labelled/_history",
                        "Observation/was-labelled/_history?_at=2000",
                        "Observation/is-labelled",
                        "Observation/is-labelled/_history/2",
                        "Observation/is-labelled/_history",
                        "Observation/_history?_count=1000",
                        "Observation?_id=is-labelled",
                        "Observation?_security=HIV",
                        "Observation?_security:not=N",
                        "Observation?_security=HIV&_summary=count",
                        "Observation?code:text=hidden",
                        "Patient/" + VICTIM + "/$everything")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<String> answer = world.get(withheld, "/fhir/" + path);
                    assertThat(answer.body()).doesNotContain(HIDDEN);
                    assertThat(path.contains("_summary=count") ? answer.body() : "")
                            .doesNotContainPattern("\"total\"\\s*:\\s*[1-9]");
                }));
    }
}
