package org.consentry.gateway.live;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing tells whether somebody is there: every question is asked about a patient who exists and about one who does
 * not, and both answers must be the same to the byte, but for the name that was asked for.
 */
class ExistenceIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> aStrangerLearnsNothingByReading() {
        return Stream.of(
                        "/fhir/Patient/{}",
                        "/fhir/Patient/{}/_history",
                        "/fhir/Patient/{}/_history/1",
                        "/fhir/Patient/{}/$everything",
                        "/fhir/Patient/{}/$everything?_type=Consent",
                        "/fhir/Patient/{}/$everything?start=1900-01-01&end=2100-01-01",
                        "/fhir/Patient/{}/$meta",
                        "/fhir/Patient/{}/$verify",
                        "/fhir/Patient/{}/$keys",
                        "/fhir/Patient/{}/$audit-report",
                        "/fhir/Patient/{}/$export",
                        "/fhir/Patient/{}/Observation",
                        "/fhir/Patient/{}/*",
                        "/fhir/Patient/{}/Consent?_summary=count",
                        "/fhir/Patient?_id={}",
                        "/fhir/Patient?_id={}&_revinclude=*",
                        "/fhir/Patient?_id={}&_total=accurate&_count=0",
                        "/fhir/Patient?_has:Observation:patient:_id=open-7&_id={}",
                        "/fhir/Observation?patient={}",
                        "/fhir/Observation?patient={},x",
                        "/fhir/Observation?patient={}&patient={}",
                        "/fhir/Observation?subject=Patient/{}",
                        "/fhir/Observation?subject:Patient={}",
                        "/fhir/Observation?subject=%50atient%2F{}",
                        "/fhir/Observation?patient={}&_summary=count",
                        "/fhir/Observation?patient={}&_sort=-date",
                        "/fhir/Observation?patient={}&_include=Observation:patient",
                        "/fhir/Observation?patient:missing=false&patient={}",
                        "/fhir/Consent?patient={}",
                        "/fhir/Consent?patient=Patient/{}&_summary=count",
                        "/fhir/Consent?patient={}&_total=accurate&_count=0",
                        "/fhir/Consent?patient={}&_include=Consent:patient",
                        "/fhir/Consent?patient={}&_sort=date",
                        "/fhir/Consent?patient._id={}",
                        "/fhir/Consent?_has:Provenance:target:_lastUpdated=gt2000-01-01&patient={}",
                        "/fhir/Patient?_has:Consent:patient:status=active&_id={}",
                        "/fhir/Patient?_id={}&_revinclude=Consent:patient",
                        "/fhir/Consent?patient={}&_revinclude=Provenance:target",
                        "/fhir/Task?patient={}",
                        "/fhir/AuditEvent?patient={}",
                        "/fhir/AuditEvent?entity=Patient/{}&_summary=count",
                        "/fhir/Provenance?patient={}",
                        "/fhir/Group?member=Patient/{}",
                        "/fhir/Observation/$lastn?patient={}",
                        "/fhir/DocumentReference/$docref?patient={}",
                        "/fhir?_type=Observation,Patient&_id={}",
                        "/fhir/_history?_count=1000&_id={}",
                        "/ledger/entries?subject=Patient/{}",
                        "/ledger/entries?subject={}&kind=consent-granted")
                .map(path -> world.alike(world.stranger(), "GET", path, "", OpenCases.VICTIM, OpenCases.UNKNOWN));
    }

    @TestFactory
    Stream<DynamicTest> aStrangerLearnsNothingOfAResource() {
        return Stream.of(
                        "",
                        "/_history",
                        "/_history/1",
                        "/$verify",
                        "/$meta",
                        "/$validate",
                        "?_elements=id",
                        "?_format=xml")
                .map(rest ->
                        world.alike(world.stranger(), "GET", "/fhir/Observation/{}" + rest, "", "open-7", "unknown-7"));
    }

    @TestFactory
    Stream<DynamicTest> aStrangerLearnsNothingByAnIdentifier() {
        String token = world.stranger();
        return Stream.of(
                        "/fhir/Patient?identifier=urn:mrn|{}",
                        "/fhir/Patient?identifier={}&_summary=count",
                        "/fhir/Observation?patient.identifier={}",
                        "/fhir/Observation?patient:identifier=urn:mrn|{}",
                        "/fhir/Consent?patient.identifier={}",
                        "/fhir/Consent?patient:identifier=urn:mrn|{}")
                .map(path -> world.alike(token, "GET", path.replace("|", "%7C"), "", "mrn-7", "mrn-8"));
    }

    @TestFactory
    Stream<DynamicTest> aStrangerLearnsNothingByWriting() {
        String subject = "'subject':{'reference':'Patient/{}'}";
        String observation = OpenCases.resource("Observation", "'status':'final','code':{'text':'x'}," + subject);
        String ask = OpenCases.resource(
                "Consent",
                "'status':'proposed','patient':{'reference':'Patient/{}'},'provision':"
                        + world.provision("Observation"));
        String token = world.stranger();
        return Stream.of(
                        new String[] {"POST", "/fhir/Observation", observation},
                        new String[] {"POST", "/fhir/Consent", ask},
                        new String[] {"POST", "/fhir", bundle("transaction", "POST", "Observation", observation)},
                        new String[] {"POST", "/fhir", bundle("batch", "POST", "Observation", observation)},
                        new String[] {"POST", "/fhir", bundle("batch", "GET", "Patient/{}", "")},
                        new String[] {"POST", "/fhir", bundle("batch", "GET", "Observation?patient={}", "")},
                        new String[] {"POST", "/fhir", bundle("transaction", "GET", "Patient/{}", "")},
                        new String[] {"POST", "/fhir/Patient/_search", "_id={}"},
                        new String[] {"POST", "/fhir/Observation/_search", "patient={}"},
                        new String[] {"POST", "/fhir/Patient/{}/$everything", "{'resourceType':'Parameters'}"},
                        new String[] {
                            "POST",
                            "/fhir/Patient/$match",
                            "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':"
                                    + "'Patient','id':'{}'}}]}"
                        },
                        new String[] {"POST", "/fhir/Patient/{}/$register-key", "{'resourceType':'Parameters'}"},
                        new String[] {"POST", "/fhir/Patient/{}/$break-glass", "{'resourceType':'Parameters'}"},
                        new String[] {"PATCH", "/fhir/Patient/{}", "[{'op':'test','path':'/id','value':'{}'}]"},
                        new String[] {"DELETE", "/fhir/Patient?_id={}", ""},
                        new String[] {"DELETE", "/fhir/Observation?patient={}", ""},
                        new String[] {"POST", "/fhir/Patient/{}/$meta-add", META})
                .map(it -> world.alike(token, it[0], it[1], it[2], OpenCases.VICTIM, OpenCases.UNKNOWN));
    }

    private static final String META = "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{"
            + "'system':'urn:t','code':'t'}]}}]}";

    private static String bundle(String type, String method, String url, String resource) {
        return "{'resourceType':'Bundle','type':'" + type + "','entry':[{"
                + (resource.isEmpty() ? "" : "'resource':" + resource + ",") + "'request':{'method':'" + method
                + "','url':'" + url + "'}}]}";
    }

    /** What conditions match is the member's own, so that no outcome tells of others'. */
    @TestFactory
    Stream<DynamicTest> noConditionTellsOfAnotherPatient() {
        String patient = OpenCases.resource("Patient", "'name':[{'text':'x'}]");
        String token = world.stranger();
        return Stream.of(
                world.alike(
                        token,
                        "PATCH",
                        "/fhir/Patient?identifier={}",
                        "[{'op':'test','path':'/active','value':true}]",
                        "mrn-7",
                        "mrn-8"),
                world.alike(token, "DELETE", "/fhir/Patient?identifier={}", "", "mrn-7", "mrn-8"),
                world.alike(token, "PUT", "/fhir/Patient?identifier={}", patient, "mrn-7", "mrn-8"),
                world.alike(
                        token,
                        "POST",
                        "/fhir",
                        bundle(
                                "transaction",
                                "POST",
                                "Observation",
                                OpenCases.resource(
                                        "Observation",
                                        "'status':'final','code':{'text':'x'},'subject':{'reference':"
                                                + "'Patient?identifier={}'}")),
                        "mrn-7",
                        "mrn-8"));
    }

    /** What was asked for is kept for the asker; finding it again tells no more than the answer did. */
    @TestFactory
    Stream<DynamicTest> whoAskedLearnsNothingFromTheRequest() {
        String asker = world.gateway.member("hospital-q");
        String askOne = world.provision("Observation");
        for (String patient : new String[] {OpenCases.VICTIM, OpenCases.UNKNOWN}) {
            LiveGateway.expect(
                    world.gateway.post(
                            asker,
                            "/fhir/Consent",
                            OpenCases.resource(
                                    "Consent",
                                    "'status':'proposed','patient':{'reference':'Patient/" + patient + "'},'provision':"
                                            + askOne)),
                    201);
        }
        return Stream.of(
                        "/fhir/Consent?patient={}",
                        "/fhir/Consent?patient=Patient/{}&_total=accurate",
                        "/fhir/Consent?patient={}&_summary=count",
                        "/fhir/Consent?patient={}&_include=Consent:patient",
                        "/fhir/Consent?patient={}&_include=*",
                        "/fhir/Consent?patient={}&_revinclude=*",
                        "/fhir/Consent?patient={}&_revinclude=Provenance:target",
                        "/fhir/Consent?patient._id={}",
                        "/fhir/Consent?patient:Patient._id={}",
                        "/fhir/Consent?patient:missing=false&patient={}",
                        "/fhir/Patient?_has:Consent:patient:status=proposed&_id={}",
                        "/fhir/Consent?_has:Provenance:target:_id=x&patient={}",
                        "/fhir/Consent?patient={}&_sort=patient",
                        "/fhir/Patient/{}/Consent",
                        "/fhir/Patient/{}/*",
                        "/fhir/Patient/{}/$everything",
                        "/fhir/Patient/{}/$audit-report",
                        "/fhir/AuditEvent?patient={}",
                        "/fhir/Task?patient={}",
                        "/fhir/Observation?patient={}",
                        "/fhir/Patient/{}",
                        "/ledger/entries?subject={}")
                .map(path -> world.alike(asker, "GET", path, "", OpenCases.VICTIM, OpenCases.UNKNOWN));
    }
}
