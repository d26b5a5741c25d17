package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.refused;
import static org.consentry.gateway.live.OpenCases.resource;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is hidden is asked for by way of something else that points at it: lists, compositions, groups, encounters, papers of
 * the gateway's, bodies of changes, other people's consents. About what is there and about what is not, the answers are the
 * same.
 */
class SidewaysCasesIT {
    private static final String HIDDEN = "hidden-7";
    private static final String NOTHING = "nothing7";
    private static OpenCases world;
    private static String reader;
    private static String stranger;
    private static String consent;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        reader = world.gateway.member("hospital-b");
        stranger = world.stranger();
        String a = world.gateway.member("hospital-a");
        String of = "'subject':{'reference':'Patient/" + VICTIM + "'}";
        String both = "{'reference':'Condition/closed-7'}},{'%s':{'reference':'Observation/open-7'}}";
        world.store(a, "Encounter", HIDDEN, "'status':'finished','class':{'code':'AMB'}," + of);
        world.store(
                a,
                "Condition",
                HIDDEN,
                "'code':{'coding':[{'system':'urn:codes','code':'" + HIDDEN + "'}]}," + of
                        + ",'encounter':{'reference':'Encounter/" + HIDDEN + "'}");
        world.store(
                a,
                "List",
                HIDDEN,
                "'status':'current','mode':'working','title':'" + OpenCases.SECRET + "','entry':[{'item':"
                        + both.formatted("item") + "]," + of);
        world.store(
                a,
                "Composition",
                HIDDEN,
                "'status':'final','type':{'coding':[{'system':'urn:codes','code':'" + HIDDEN
                        + "'}]},'date':'2026-01-01','title':'" + OpenCases.SECRET
                        + "','author':[{'reference':'Organization/hospital-a'}],'section':[{'entry':["
                        + "{'reference':'Condition/closed-7'},{'reference':'Observation/open-7'}]}]," + of);
        world.store(
                a,
                "DiagnosticReport",
                HIDDEN,
                "'status':'final','code':{'coding':[{'system':'urn:codes','code':'" + HIDDEN
                        + "'}]},'result':[{'reference':'Observation/open-7'}]," + of);
        world.store(
                a,
                "Group",
                HIDDEN,
                "'type':'person','actual':true,'name':'" + OpenCases.SECRET
                        + "','member':[{'entity':{'reference':'Patient/" + VICTIM + "'}}]");
        world.store(
                a,
                "ValueSet",
                HIDDEN,
                "'url':'urn:set:" + HIDDEN
                        + "','status':'active','compose':{'include':[{'system':'urn:codes','concept':[{'code':'"
                        + HIDDEN + "'}]}]}");
        world.store(
                a,
                "Observation",
                "within-7",
                OpenCases.observation(VICTIM) + ",'encounter':{'reference':'Encounter/" + HIDDEN + "'}");
        consent = world.gateway.ceremonies.grant("hospital-c", VICTIM, world.provision("Condition"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Stream<DynamicTest> asked(String token, String hidden, String unknown, Stream<String> paths) {
        return paths.map(path -> world.alike(token, "GET", "/fhir/" + path, "", hidden, unknown));
    }

    /** By a reader who may see the Observations that the hidden things are about. */
    @TestFactory
    Stream<DynamicTest> nothingIsFoundThroughThePapersAboutWhatMayBeSeen() {
        return asked(
                reader,
                HIDDEN,
                NOTHING,
                Stream.of(
                        "Observation?_has:List:item:_id={}",
                        "Observation?_has:List:item:_id={}&_summary=count",
                        "Observation?_has:Composition:entry:_id={}",
                        "Observation?_has:Composition:entry:type={}",
                        "Observation?_has:DiagnosticReport:result:code={}",
                        "Observation?_has:DiagnosticReport:result:_id={}&_total=accurate&_count=0",
                        "Observation?_list={}",
                        "Observation?_list={}&patient=" + VICTIM,
                        "Observation?encounter._id={}",
                        "Observation?encounter:Encounter._id={}&_summary=count",
                        "Observation?encounter.status=finished&encounter._id={}",
                        "Observation?encounter:Encounter._has:Condition:encounter:code={}",
                        "Observation?patient._has:Group:member:_id={}",
                        "Observation?patient._has:Composition:patient:type={}",
                        "Observation?patient._has:List:patient:_id={}",
                        "Observation?_has:List:item:title={}",
                        "Patient?_has:Group:member:_id={}",
                        "Patient?_id=" + VICTIM + "&_has:Group:member:_id={}&_summary=count",
                        "List?item=Observation/open-7&_id={}",
                        "List?_id={}&_include=List:item",
                        "Composition?entry=Observation/open-7&_id={}",
                        "Composition/{}/$document",
                        "Group/{}",
                        "Group/{}/$export",
                        "Group?member=Patient/" + VICTIM + "&_id={}",
                        "Encounter/{}/$everything",
                        "DiagnosticReport?result=Observation/open-7&_id={}",
                        "Condition?_contained=true&code={}",
                        "Observation?_contained=both&code={}",
                        "Condition?code:text={}",
                        "Condition?code:above=urn:codes%7C{}",
                        "Condition?_tag={}",
                        "Condition?_filter=not(code%20eq%20{})&_summary=count",
                        "Observation?_filter=encounter%20re%20Encounter/{}%20and%20code%20eq%20nothing",
                        "?_type=Condition,List,Composition,Group&_id={}"));
    }

    @TestFactory
    Stream<DynamicTest> nothingIsFoundThroughNamesOfThePatientWhoIsNotOpen() {
        return asked(
                reader,
                "mrn-7",
                "mrn-8",
                Stream.of(
                        "Observation?patient.identifier={}",
                        "Observation?patient.identifier=urn:mrn%7C{}&_summary=count",
                        "Observation?subject:Patient.identifier={}",
                        "Observation?patient._filter=identifier%20eq%20{}",
                        "Observation?_filter=patient.identifier%20eq%20{}",
                        "Patient/$match?identifier={}",
                        "Patient?identifier={}&_revinclude=Observation:patient",
                        "Patient?identifier=urn:mrn%7C{}&_elements=id",
                        "Observation?_has:Patient:link:identifier={}"));
    }

    @TestFactory
    Stream<DynamicTest> aFamilyNameIsNoWayToARecord() {
        return asked(
                reader,
                OpenCases.SECRET,
                "no-such-name",
                Stream.of(
                        "Observation?patient.family={}",
                        "Observation?patient.name:exact={}",
                        "Observation?patient:Patient.family={}&_count=0&_total=accurate",
                        "Observation?patient.phonetic={}",
                        "Patient?name:contains={}&_summary=count",
                        "Patient?_text={}",
                        "Patient?_content={}",
                        "Condition?code:text={}",
                        "List?title={}"));
    }

    /** What the gateway keeps about who did what to what. */
    @TestFactory
    Stream<DynamicTest> papersOfTheGatewayTellNobodyElse() {
        Stream<String> paths = Stream.of(
                "Provenance?target=Condition/{}",
                "Provenance?target=Condition/{}&_summary=count",
                "Provenance?entity=Condition/{}",
                "Provenance?target:Condition.code={}",
                "Provenance?_has:AuditEvent:entity:_id={}",
                "AuditEvent?entity=Condition/{}",
                "AuditEvent?entity=Condition/{}&_total=accurate&_count=0",
                "AuditEvent?entity:Condition.code={}",
                "Condition?_id={}&_revinclude=Provenance:target",
                "Condition?_id={}&_revinclude=AuditEvent:entity",
                "Task?focus=Condition/{}",
                "Task?based-on=Condition/{}",
                "Consent?data=Condition/{}",
                "Consent?source-reference=Condition/{}",
                "Condition/{}/$audit-report",
                "Condition/{}/$graph",
                "Condition/{}/Provenance");
        return asked(reader, HIDDEN, NOTHING, paths);
    }

    /** Another reader's consent, by its id and by what is said in it. */
    @TestFactory
    Stream<DynamicTest> anothersConsentIsNotThere() {
        Stream<DynamicTest> read = asked(
                stranger,
                consent,
                "00000000-0000-4000-8000-000000000000",
                Stream.of(
                        "Consent/{}",
                        "Consent/{}/_history",
                        "Consent/{}/_history/1",
                        "Consent/{}/$verify",
                        "Consent/{}/$meta",
                        "Consent/{}/$evaluate",
                        "Consent/{}/$keys-to-wrap",
                        "Consent?_id={}",
                        "Consent?_id={}&_include=Consent:patient&_revinclude=*",
                        "Provenance?target=Consent/{}",
                        "AuditEvent?entity=Consent/{}",
                        "Task?focus=Consent/{}",
                        "Task?focus:Consent.status=active&focus=Consent/{}",
                        "Patient?_has:Consent:patient:_id={}"));
        Stream<DynamicTest> changed = Stream.of(
                        "$revoke",
                        "$signing",
                        "$complete",
                        "$evaluate",
                        "$wrap-keys",
                        "$keys-to-wrap",
                        "$narrow",
                        "$refuse",
                        "$approve",
                        "$meta-add")
                .map(operation -> world.alike(
                        stranger,
                        "POST",
                        "/fhir/Consent/{}/" + operation,
                        "{'resourceType':'Parameters'}",
                        consent,
                        "00000000-0000-4000-8000-000000000000"));
        Stream<DynamicTest> written = Stream.of("DELETE", "PATCH")
                .map(method -> world.alike(
                        stranger,
                        method,
                        "/fhir/Consent/{}",
                        method.equals("PATCH") ? "[{'op':'replace','path':'/status','value':'inactive'}]" : "",
                        consent,
                        "00000000-0000-4000-8000-000000000000"));
        return Stream.of(read, changed, written).flatMap(each -> each);
    }

    /** Whether anybody consented to anybody. */
    @TestFactory
    Stream<DynamicTest> whoConsentedToWhomIsNobodyElsesToCount() {
        return asked(
                stranger,
                "hospital-b",
                "hospital-x",
                Stream.of(
                        "Consent?actor=Organization/{}",
                        "Consent?actor=Organization/{}&_summary=count",
                        "Consent?organization=Organization/{}&_total=accurate&_count=0",
                        "Consent?actor=Organization/{}&status=active&_elements=id",
                        "Consent?consentor=Patient/" + VICTIM + "&actor=Organization/{}",
                        "Organization?_has:Consent:actor:status=active&_id={}&_summary=count",
                        "AuditEvent?agent=Organization/{}",
                        "Provenance?agent=Organization/{}&patient=" + VICTIM,
                        "Task?owner=Organization/{}&_summary=count",
                        "Task?requester=Organization/{}&_summary=count"));
    }

    /** Changes whose condition, reference or test is about what is hidden. */
    @TestFactory
    Stream<DynamicTest> noChangeTellsByHowItFails() {
        String own = "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + VICTIM + "'}";
        String about = resource("Basic", "'code':{'text':'x'},'subject':{'reference':'Condition/{}'}");
        String conditional = resource("Basic", "'code':{'text':'x'},'subject':{'reference':'Condition?code={}'}");
        String pointed = resource("Observation", own + ",'focus':[{'reference':'Condition/{}'}]");
        String group =
                resource("Group", "'type':'person','actual':true,'member':[{'entity':{'reference':'Condition/{}'}}]");
        String composed = resource(
                "Composition",
                "'status':'final','type':{'text':'x'},'date':'2026-01-01','title':'x','author':[{'reference':"
                        + "'Organization/hospital-s'}],'section':[{'entry':[{'reference':'Condition/{}'}]}]");
        String read = "{'request':{'method':'GET','url':'Condition/{}','ifNoneMatch':'W/\\\"1\\\"'}}";
        String modified = "{'request':{'method':'GET','url':'Condition/{}','ifModifiedSince':'2030-01-01T00:00:00Z'}}";
        String ifNone = "{'resource':" + resource("Basic", "'code':{'text':'x'}")
                + ",'request':{'method':'POST','url':'Basic'," + "'ifNoneExist':'subject=Condition/{}'}}";
        return Stream.of(
                        new String[] {"POST", "/fhir/Basic", about},
                        new String[] {"POST", "/fhir/Observation", pointed},
                        new String[] {"POST", "/fhir/Composition", composed},
                        new String[] {"POST", "/fhir/Group", group},
                        new String[] {"POST", "/fhir", bundle("transaction", entry("POST", "Basic", conditional))},
                        new String[] {"POST", "/fhir", bundle("batch", entry("POST", "Basic", conditional))},
                        new String[] {"POST", "/fhir", bundle("batch", read)},
                        new String[] {"POST", "/fhir", bundle("batch", modified)},
                        new String[] {"POST", "/fhir", bundle("transaction", ifNone)},
                        new String[] {"POST", "/fhir", bundle("batch", entry("DELETE", "Condition/{}", ""))},
                        new String[] {"POST", "/fhir", bundle("transaction", entry("DELETE", "Condition?code={}", ""))},
                        new String[] {"POST", "/fhir", bundle("batch", entry("GET", "Condition?code={}", ""))},
                        new String[] {"POST", "/fhir", bundle("batch", entry("HEAD", "Condition/{}", ""))},
                        new String[] {"PATCH", "/fhir/Condition/{}", "[{'op':'test','path':'/id','value':'{}'}]"},
                        new String[] {"PATCH", "/fhir/Condition?code={}", "[{'op':'remove','path':'/code'}]"},
                        new String[] {"DELETE", "/fhir/Condition?code={}", ""},
                        new String[] {"DELETE", "/fhir/Condition/{}", ""},
                        new String[] {"POST", "/fhir/Condition/_search", "code={}"},
                        new String[] {"POST", "/fhir/Condition/_search?code={}", "_summary=count"},
                        new String[] {"POST", "/fhir/Observation/_search?patient=" + VICTIM, "_has:List:item:_id={}"},
                        new String[] {"POST", "/fhir/Condition/{}/$meta-add", META},
                        new String[] {"POST", "/fhir/Condition/{}/$validate", "{'resourceType':'Parameters'}"},
                        new String[] {"POST", "/fhir/$process-message", message()},
                        new String[] {"POST", "/fhir/$graphql", "{'query':'{Condition(id:\\\"{}\\\"){id}}'}"},
                        new String[] {
                            "POST",
                            "/fhir/Subscription",
                            resource(
                                    "Subscription",
                                    "'status':'requested','reason':'x','criteria':'Condition?code={}','channel':{'type':"
                                            + "'rest-hook','endpoint':'https://example.org/x'}")
                        })
                .flatMap(it -> Stream.of(reader, stranger)
                        .map(token -> world.alike(token, it[0], it[1], it[2], HIDDEN, NOTHING)));
    }

    private static final String META = "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{"
            + "'system':'urn:t','code':'t'}]}}]}";

    private static String message() {
        return "{'resourceType':'Bundle','type':'message','entry':[{'fullUrl':'urn:uuid:0f3c6f0e-6a4f-4a52-9a43-1f6f7c1f5f10',"
                + "'resource':{'resourceType':'MessageHeader','eventCoding':{'code':'x'},'source':{'endpoint':'urn:x'},"
                + "'focus':[{'reference':'Condition/{}'}]}}]}";
    }

    /** Includes of what may be seen bring nothing that may not. */
    @TestFactory
    Stream<DynamicTest> includesBringNothingThatIsHidden() {
        return List.of(
                        "_revinclude=List:item",
                        "_revinclude=Composition:entry",
                        "_revinclude=DiagnosticReport:result",
                        "_revinclude=*",
                        "_include=*",
                        "_include=Observation:encounter",
                        "_include=Observation:encounter&_include:iterate=Encounter:diagnosis",
                        "_include=Observation:patient&_revinclude:iterate=Condition:patient",
                        "_include=Observation:patient&_revinclude:iterate=Group:member",
                        "_include:iterate=*&_revinclude:iterate=*",
                        "_revinclude=Provenance:target&_include:iterate=Provenance:patient",
                        "_revinclude=AuditEvent:entity&_include:iterate=*")
                .stream()
                .map(rest -> DynamicTest.dynamicTest(
                        rest, () -> refusedOrWithout("/fhir/Observation?_id=within-7,open-7&" + rest)));
    }

    private static void refusedOrWithout(String path) throws Throwable {
        var answer = world.get(reader, path);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403);
        assertThat(answer.body())
                .doesNotContain("\"resourceType\":\"Condition\"", "\"resourceType\":\"List\"")
                .doesNotContain("\"resourceType\":\"Composition\"", "\"resourceType\":\"Group\"")
                .doesNotContain("\"resourceType\":\"Encounter\"", "\"resourceType\":\"DiagnosticReport\"", "mrn-7");
    }

    /** A set that a hospital keeps here is shown to all or to none; asking by it tells no more than reading it. */
    @TestFactory
    Stream<DynamicTest> noTerminologyTellsOfARecord() {
        return Stream.of(
                        "ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/condition-code&system=urn:codes&code={}",
                        "CodeSystem/$lookup?system=urn:codes&code={}",
                        "CodeSystem/$subsumes?system=urn:codes&codeA={}&codeB=c7",
                        "ConceptMap/$translate?system=urn:codes&code={}",
                        "ValueSet/$expand?url=urn:codes&filter={}")
                .map(path -> world.alike(stranger, "GET", "/fhir/" + path, "", HIDDEN, NOTHING));
    }

    /** Codes are published: who may not read a set cannot ask by it either. */
    @Test
    void asksByASetAsFarAsItIsRead() {
        int read = world.get(stranger, "/fhir/ValueSet/" + HIDDEN).statusCode();
        int asked = world.get(stranger, "/fhir/Observation?code:in=urn:set:" + HIDDEN)
                .statusCode();

        assertThat(asked).isEqualTo(read == 200 ? 200 : 400);
    }

    /** A purpose that is said twice, or in another spelling, is not one that was granted. */
    @TestFactory
    Stream<DynamicTest> noPurposeIsGuessed() {
        return Stream.of("HRESCH", "TREAT,HRESCH", "treat,HRESCH", "TREAT HRESCH", "*", "BTG", "TREAT;BTG", "null")
                .map(purpose -> refused(
                        "Purpose-Of-Use: " + purpose,
                        () -> world.get(reader, "/fhir/Observation/open-7", "Purpose-Of-Use", purpose),
                        400,
                        403,
                        404));
    }
}
