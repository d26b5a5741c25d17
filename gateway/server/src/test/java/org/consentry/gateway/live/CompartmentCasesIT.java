package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.allowed;
import static org.consentry.gateway.live.OpenCases.empty;
import static org.consentry.gateway.live.OpenCases.refused;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A reader of one patient's observations reaches nothing else, however the question is put: the paragraph "Compartment"
 * of the open security cases.
 */
class CompartmentCasesIT {
    private static OpenCases world;
    private static String reader;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        reader = world.gateway.member("hospital-b");
        String a = world.gateway.member("hospital-a");
        world.store(
                a,
                "Observation",
                "performed-7",
                "'status':'final','code':{'text':'" + OpenCases.SECRET + "'},'subject':{'reference':'Patient/" + OTHER
                        + "'},'performer':[{'reference':'Patient/" + VICTIM + "'}]");
        world.store(
                a,
                "List",
                "list-7",
                "'status':'current','mode':'working','subject':{'reference':'Patient/" + VICTIM
                        + "'},'entry':[{'item':{'reference':'Condition/closed-7'}}]");
        world.store(
                a,
                "Encounter",
                "enc-7",
                "'status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/" + VICTIM + "'}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static DynamicTest nothing(String path) {
        return empty(path, () -> world.get(reader, path));
    }

    @Test
    void seesWhatWasGranted() {
        assertThat(world.gateway.ids(reader, "Observation?patient=" + VICTIM)).containsExactly("open-7");
    }

    @TestFactory
    Stream<DynamicTest> noSearchReachesAnotherPatientOrType() {
        String v = VICTIM;
        return Stream.of(
                        "/fhir/Observation?patient=" + OTHER,
                        "/fhir/Observation?subject=Patient/" + OTHER,
                        "/fhir/Observation?subject=%50atient/" + OTHER,
                        "/fhir/Observation?subject=Patient%2F" + OTHER,
                        "/fhir/Observation?subject:Patient=" + OTHER,
                        "/fhir/Observation?subject=https://elsewhere.test/fhir/Patient/" + v,
                        "/fhir/Observation?patient=" + v + "&patient=" + OTHER,
                        "/fhir/Observation?patient:identifier=urn:mrn%7Cmrn-7",
                        "/fhir/Observation?subject:identifier=mrn-7",
                        "/fhir/Observation?patient.identifier=mrn-7",
                        "/fhir/Observation?patient.family=secret",
                        "/fhir/Observation?subject:Patient.family=secret",
                        "/fhir/Observation?patient.family:contains=secret",
                        "/fhir/Observation?performer=Patient/" + v,
                        "/fhir/Observation?_id=others-7",
                        "/fhir/Observation?_id=others-7,performed-7",
                        "/fhir/Observation/others-7",
                        "/fhir/Observation/performed-7",
                        "/fhir/Condition?patient=" + v,
                        "/fhir/Condition?_id=closed-7",
                        "/fhir/Condition?_id=closed-7&_summary=count",
                        "/fhir/Condition?_id=closed-7&_total=accurate&_count=0",
                        "/fhir/Condition?code:text=secret",
                        "/fhir/Condition?_content=secret",
                        "/fhir/Condition?_text=secret",
                        "/fhir/Condition?_list=list-7",
                        "/fhir/List?_id=list-7",
                        "/fhir/Patient?_has:Condition:patient:_id=closed-7",
                        "/fhir/Patient?_has:Observation:patient:code=c7",
                        "/fhir/Patient?_id=" + v + "&_revinclude=Condition:patient",
                        "/fhir/Patient?family=secret",
                        "/fhir/Patient?_sort=family&_summary=count",
                        "/fhir/Patient/" + v + "/Condition",
                        "/fhir/Patient/" + OTHER + "/Observation",
                        "/fhir/Patient/" + OTHER + "/*",
                        "/fhir/Patient/" + OTHER + "/$everything",
                        "/fhir/Patient/" + v + "/$everything?_type=Condition",
                        "/fhir/Encounter/enc-7/$everything",
                        "/fhir/Encounter?patient=" + v,
                        "/fhir/Condition/_history",
                        "/fhir/Condition/closed-7/_history",
                        "/fhir/Condition/closed-7/_history/1",
                        "/fhir/Patient/_history",
                        "/fhir/Patient/" + v + "/_history",
                        "/fhir/Consent?patient=" + OTHER,
                        "/fhir/Provenance?target=Condition/closed-7",
                        "/fhir/AuditEvent?patient=" + v,
                        "/fhir/Task?patient=" + v,
                        "/fhir/Observation/$lastn?patient=" + OTHER,
                        "/fhir/Observation?_filter=patient%20eq%20" + OTHER,
                        "/fhir/Observation?_query=all",
                        "/fhir/Observation?patient=" + OTHER + "&_unknown=1")
                .map(CompartmentCasesIT::nothing);
    }

    /** What is asked beside what may be seen adds nothing to it. */
    @TestFactory
    Stream<DynamicTest> nothingIsAddedToWhatMayBeSeen() {
        return Stream.of(
                        "/fhir/Observation?patient=" + VICTIM + "," + OTHER,
                        "/fhir/Observation",
                        "/fhir/Observation?_include=*",
                        "/fhir/Observation?_include=*&_include:iterate=*",
                        "/fhir/Observation?_include=Observation:subject&_include=Observation:performer",
                        "/fhir/Observation?_revinclude=*",
                        "/fhir/Observation?_revinclude=Provenance:target&_revinclude:iterate=Condition:patient",
                        "/fhir/Observation?_revinclude=List:item",
                        "/fhir/Observation?_sort=-date,code,_id",
                        "/fhir/Observation?_type=Condition,Observation",
                        "/fhir?_type=Condition,Observation,Patient",
                        "/fhir/_history?_count=1000",
                        "/fhir/_history?_since=2000-01-01T00:00:00Z",
                        "/fhir/Observation/_history?_since=2000-01-01T00:00:00Z",
                        "/fhir/Patient/" + VICTIM + "/$everything",
                        "/fhir/Patient/" + VICTIM + "/$everything?start=1900-01-01&end=2100-01-01",
                        "/fhir/Patient/" + VICTIM + "/$everything?_type=Observation,Condition,Patient",
                        "/fhir/Patient/" + VICTIM + "/*",
                        "/fhir/Observation/$lastn?patient=" + VICTIM,
                        "/fhir/Observation?patient=" + VICTIM + "&_elements=code,subject",
                        "/fhir/Observation?patient=" + VICTIM + "&_summary=true")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var answer = world.get(reader, path);
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
                    assertThat(answer.body())
                            .doesNotContain("closed-7", "others-7", "performed-7", "list-7", "\"family\"", "mrn-7");
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotUnderstoodFailsAndNeverWidens() {
        return Stream.of(
                        "pateint=x",
                        "_unknown=1",
                        "patient:above=x",
                        "code:nonsense=x",
                        "_has:Condition=x",
                        "_include=Nonsense:x")
                .map(parameter -> refused(parameter, () -> world.get(reader, "/fhir/Observation?" + parameter), 400));
    }

    /** A contained patient could pass the narrowing by subject: a body that hides one is refused. */
    @TestFactory
    Stream<DynamicTest> aContainedPatientIsRefused() {
        String a = world.gateway.member("hospital-a");
        String contained = OpenCases.resource(
                "Observation",
                "'contained':[{'resourceType':'Patient','id':'p'}],'status':'final','code':{'text':'x'},'subject':{"
                        + "'reference':'#p'}");
        String beside = contained.replace("'#p'", "'Patient/" + VICTIM + "'");
        return Stream.of(contained, beside)
                .map(body -> refused(body, () -> world.send(a, "POST", "/fhir/Observation", body), 400, 422));
    }

    @TestFactory
    Stream<DynamicTest> aLinkIsTheCallersWhoGotIt() {
        String a = world.gateway.member("hospital-a");
        String next = world.get(a, "/fhir/Observation?_count=1")
                .body()
                .replaceAll("(?s).*\"next\",\"url\":\"([^\"]+)\".*", "$1");
        String all = world.get(a, "/fhir/_history?_count=1")
                .body()
                .replaceAll("(?s).*\"next\",\"url\":\"([^\"]+)\".*", "$1");
        return Stream.of(
                allowed("its owner", () -> world.get(a, next), 200),
                refused("a stranger", () -> world.get(world.stranger(), next), 400, 403, 404),
                refused("another reader", () -> world.get(reader, next), 400, 403, 404),
                refused("the patient", () -> world.get(world.gateway.patient(VICTIM), next), 400, 403, 404),
                refused("nobody", () -> world.get("", next), 401),
                refused(
                        "with another scope",
                        () -> world.get(world.gateway.member("hospital-a", "system/Condition.rs"), next),
                        403),
                refused("of a history, by a stranger", () -> world.get(world.stranger(), all), 400, 403, 404),
                refused(
                        "of a search, as a history",
                        () -> world.get(a, all.replaceAll("_page=.*", "") + next.replaceAll(".*(_page=)", "$1")),
                        400),
                refused("made up", () -> world.get(a, "/fhir/Observation?_page=" + "A".repeat(80)), 400),
                refused("changed", () -> world.get(a, next.substring(0, next.length() - 2) + "AA"), 400));
    }
}
