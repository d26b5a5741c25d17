package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ways in which servers of this kind have told what they should not: by order, by counting, by what refers to it, by what
 * a parameter of one's own would find, by the content of another's group. Each is tried by a reader who may see one kind of
 * one patient's record with one of its elements masked.
 */
class FieldLeaksIT {
    /** What only its absence may be told of. */
    private static final String HIDDEN = "hidden-marker";

    private static final String LABEL = "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/"
            + "StructureDefinition/extension-inline-sec-label','valueCoding':{'system':"
            + "'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}}]";

    private static OpenCases world;
    private static String reader;
    private static String owner;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        owner = world.gateway.member("hospital-a");
        reader = world.gateway.member("hospital-b");
        String subject = "'subject':{'reference':'Patient/" + VICTIM + "'}";
        for (String which : new String[] {"a", "b"}) {
            world.store(
                    owner,
                    "Observation",
                    "masked-" + which,
                    "'meta':{'security':[{'code':'R'}]},'status':'final','code':{'coding':[{'system':'urn:codes',"
                            + "'code':'m7'}]},'valueString':'" + (which.equals("a") ? "zzz " : "aaa ") + HIDDEN
                            + "','_valueString':{" + LABEL + "},'note':[{" + LABEL + ",'text':'" + HIDDEN
                            + "'}],'component':[{" + LABEL + ",'code':{'coding':[{'code':'hidden-component'}]},"
                            + "'valueQuantity':{'value':987654321}}],'focus':[{" + LABEL
                            + ",'reference':'Condition/closed-7'}],'hasMember':[{" + LABEL
                            + ",'reference':'Observation/hidden-member'}]," + subject);
        }
        world.store(
                owner,
                "Observation",
                "hidden-member",
                "'meta':{'security':[{'code':'HIV'}]},'status':'final','code':{'text':'" + HIDDEN + "'},'subject':{"
                        + "'reference':'Patient/" + OTHER + "'}");
        world.store(
                owner,
                "Group",
                "group-7",
                "'type':'person','actual':true,'name':'" + HIDDEN + "','member':[{'entity':{'reference':'Patient/"
                        + VICTIM + "'}}]");
        world.store(
                owner,
                "Composition",
                "composed-7",
                "'status':'final','type':{'text':'" + HIDDEN + "'},'date':'2026-01-01','title':'" + HIDDEN
                        + "','author':[{'display':'x'}]," + subject
                        + ",'section':[{'entry':[{'reference':'Condition/closed-7'}]}]");
        world.store(
                owner,
                "Provenance",
                "made-7",
                "'target':[{'reference':'Observation/open-7'},{'reference':'Condition/closed-7'}],'recorded':"
                        + "'2026-01-01T00:00:00Z','reason':[{'text':'" + HIDDEN
                        + "'}],'agent':[{'who':{'display':'x'}}]");
        world.store(owner, "Basic", "basic-7", "'code':{'text':'" + HIDDEN + "'}," + subject);
        world.store(
                owner,
                "MedicationRequest",
                "ordered-7",
                "'status':'active','intent':'order','medicationCodeableConcept':{'text':'" + HIDDEN
                        + "'},'reasonReference':[{'reference':'Observation/open-7'}]," + subject);
        LiveGateway.expect(
                world.gateway.post(
                        reader,
                        "/fhir/SearchParameter",
                        "{'resourceType':'SearchParameter','url':'urn:leak:note','name':'LeakNote','status':'active',"
                                + "'description':'x','code':'leak-note','base':['Observation'],'type':'string',"
                                + "'expression':'Observation.note.text'}"),
                201);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String body(String path) {
        HttpResponse<String> answer = world.get(
                reader, "/fhir/" + path.replace("|", "%7C").replace(" ", "%20").replace("\"", "%22"));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403, 404, 422);
        return answer.body();
    }

    /** What is masked is found by nothing, so that its value cannot be guessed letter by letter. */
    @TestFactory
    Stream<DynamicTest> findsNothingByWhatIsMasked() {
        return Stream.of(
                        "_filter=value-string co \"hidden\"",
                        "_filter=value-string sw \"aaa\"",
                        "_filter=code eq m7 and value-string co \"aaa\"",
                        "code=m7&value-string:missing=false",
                        "component-code=hidden-component",
                        "component-code:not=x&code=m7&component-code:missing=false",
                        "combo-code=hidden-component",
                        "component-value-quantity=gt987654320",
                        "component-code-value-quantity=hidden-component%24gt1",
                        "combo-value-quantity=987654321",
                        "focus=Condition/closed-7",
                        "focus:Condition.code=x",
                        "has-member=Observation/hidden-member",
                        "has-member.code:text=hidden",
                        "leak-note=hidden",
                        "leak-note:contains=marker",
                        "_content=hidden-marker",
                        "_text=hidden",
                        "code=m7&_has:Observation:has-member:code=m7")
                .map(query -> DynamicTest.dynamicTest(
                        query, () -> assertThat(body("Observation?patient=" + VICTIM + "&" + query))
                                .doesNotContain("masked-a\"", "masked-b\"", "\"" + HIDDEN)
                                .doesNotContainPattern("\"total\"\\s*:\\s*[1-9]")));
    }

    /** What is not so is so of both or of neither. */
    @TestFactory
    Stream<DynamicTest> noNegationTellsWhichOne() {
        return Stream.of(
                        "_filter=not (value-string co \"zzz\") and code eq m7",
                        "_filter=code eq m7 and value-string ne \"zzz hidden-marker\"",
                        "code=m7&value-string:missing=true",
                        "code=m7&component-code:not=hidden-component",
                        "code=m7&leak-note:missing=true")
                .map(query -> DynamicTest.dynamicTest(query, () -> {
                    String body = body("Observation?patient=" + VICTIM + "&" + query);
                    assertThat(body.contains("\"masked-a\"")).isEqualTo(body.contains("\"masked-b\""));
                }));
    }

    /** An order by something hidden is that by something neither has. The one stored first has the later value. */
    @TestFactory
    Stream<DynamicTest> sortsByNothingThatIsMasked() {
        return Stream.of("value-string", "leak-note", "combo-value-quantity")
                .flatMap(key -> Stream.of(key, "-" + key))
                .map(key -> DynamicTest.dynamicTest(key, () -> assertThat(order("Observation?code=m7&_sort=" + key))
                        .isEqualTo(order("Observation?code=m7&_sort=" + (key.startsWith("-") ? "-date" : "date")))));
    }

    @Test
    void sortsByNoCodeThatIsMasked() {
        assertThat(order("Observation?code=m7&_sort=component-code"))
                .isEqualTo(order("Observation?code=m7&_sort=-component-code"));
    }

    private static String order(String path) {
        String body = body(path);
        int a = body.indexOf("\"masked-a\"");
        int b = body.indexOf("\"masked-b\"");
        return a < 0 && b < 0 ? "none" : a < b ? "a b" : "b a";
    }

    /** What refers to what may be seen, and what that refers to, is not seen by it. */
    @TestFactory
    Stream<DynamicTest> reachesNothingByReferences() {
        return Stream.of(
                        "Observation?_include=Observation:focus",
                        "Observation?_include=Observation:has-member",
                        "Observation?_include:iterate=Observation:has-member&_include=Observation:focus",
                        "Observation?_include=Observation:*",
                        "Observation?_revinclude=MedicationRequest:*",
                        "Observation?_revinclude=Provenance:target",
                        "Observation?_revinclude=Composition:entry",
                        "Observation?_revinclude:iterate=*",
                        "Observation?_has:MedicationRequest:patient:status=active",
                        "Observation?_id=open-7&_has:Provenance:target:_id=made-7",
                        "Observation?patient:Patient._has:Condition:patient:_id=closed-7",
                        "Observation?patient._has:Group:member:_id=group-7",
                        "Observation?subject:Patient._id=" + VICTIM + "&subject:Patient.name=secret",
                        "Observation?_list=group-7",
                        "Group",
                        "Group?member=Patient/" + VICTIM,
                        "Group?_id=group-7&_summary=count",
                        "Group/group-7",
                        "Group/group-7/_history",
                        "Group/group-7/$everything",
                        "Composition?entry=Condition/closed-7",
                        "Composition/composed-7/$document",
                        "Basic?subject=Patient/" + VICTIM,
                        "Basic/basic-7",
                        "Provenance/made-7",
                        "Provenance?target=Observation/open-7",
                        "Provenance?patient=" + VICTIM,
                        "Patient/" + VICTIM + "/Provenance",
                        "Patient/" + VICTIM + "/Observation?_revinclude=Composition:entry",
                        "AuditEvent?entity=Observation/open-7",
                        "AuditEvent?agent=Organization/hospital-a",
                        "AuditEvent/_history",
                        "Provenance/_history",
                        "_history?_type=Condition,Composition",
                        "?_id=closed-7",
                        "Observation?_type=Condition&_id=closed-7")
                .map(path -> DynamicTest.dynamicTest(path, () -> assertThat(body(path))
                        .doesNotContain(
                                HIDDEN,
                                "\"closed-7\"",
                                "\"hidden-member\"",
                                "\"group-7\"",
                                "\"composed-7\"",
                                "\"made-7\"",
                                "\"ordered-7\"",
                                "\"basic-7\"")));
    }

    /** A condition tells what it matched, so that it matches only what may be seen: to a number, to words, to a change. */
    @TestFactory
    Stream<DynamicTest> noConditionIsAnOracle() {
        String fresh = OpenCases.changed("", VICTIM, "");
        return Stream.of(
                        new String[] {"POST", "/fhir/Observation", "Observation?_id={}"},
                        new String[] {"POST", "/fhir/Observation", "identifier=x&_id={}"},
                        new String[] {"POST", "/fhir/Observation", "_id={}&_has:Provenance:target:_id=made-7"})
                .map(it -> DynamicTest.dynamicTest("If-None-Exist " + it[2], () -> {
                    HttpResponse<String> hidden =
                            world.send(reader, it[0], it[1], fresh, "If-None-Exist", it[2].replace("{}", "others-7"));
                    HttpResponse<String> unknown =
                            world.send(reader, it[0], it[1], fresh, "If-None-Exist", it[2].replace("{}", "unknown-7"));
                    assertThat(hidden.statusCode()).isEqualTo(unknown.statusCode());
                    assertThat(hidden.body().replaceAll("\"id\":\"[^\"]+\"", ""))
                            .isEqualTo(unknown.body().replaceAll("\"id\":\"[^\"]+\"", ""));
                }));
    }

    /** An id that is hidden and one that is unknown, by the doors that look ids up on their way to something else. */
    @TestFactory
    Stream<DynamicTest> anIdIsNeitherThereNorMissing() {
        String task = OpenCases.resource(
                "Task",
                "'status':'requested','intent':'proposal','code':{'coding':[{'system':"
                        + "'https://consentry.org/fhir/CodeSystem/task','code':'propose-update'}]},'for':{'reference':"
                        + "'Patient/{}'}");
        return Stream.of(
                world.alike(reader, "GET", "/fhir/Condition/{}/$meta", "", "closed-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Condition/{}/$verify", "", "closed-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Condition/{}/_history/1", "", "closed-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Observation/{}", "", "others-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Encounter/{}/$everything", "", "closed-7", "unknown-7"),
                world.alike(
                        reader,
                        "PATCH",
                        "/fhir/Condition/{}",
                        "[{'op':'test','path':'/code/text','value':'x'}]",
                        "closed-7",
                        "unknown-7"),
                world.alike(
                        reader,
                        "POST",
                        "/fhir",
                        bundle("batch", entry("GET", "Condition/{}", ""), entry("DELETE", "Condition?_id={}", "")),
                        "closed-7",
                        "unknown-7"),
                world.alike(reader, "POST", "/fhir", task, OTHER, OpenCases.UNKNOWN),
                world.alike(reader, "POST", "/fhir/Task", task, OTHER, OpenCases.UNKNOWN),
                world.alike(reader, "GET", "/fhir/Group/{}/$export", "", "group-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Group/{}", "", "group-7", "unknown-7"),
                world.alike(reader, "GET", "/deliveries/{}", "", "open-7", "unknown-7"),
                world.alike(reader, "GET", "/ledger/entries?subject=Condition/{}", "", "closed-7", "unknown-7"),
                world.alike(reader, "GET", "/ledger/entries?subject=Patient/{}", "", OTHER, OpenCases.UNKNOWN),
                world.alike(reader, "GET", "/fhir/Observation?subject=Patient/{}", "", OTHER, OpenCases.UNKNOWN),
                world.alike(reader, "GET", "/fhir/Consent?data=Condition/{}", "", "closed-7", "unknown-7"),
                world.alike(reader, "GET", "/fhir/Patient/{}/$audit-report", "", OTHER, OpenCases.UNKNOWN),
                world.alike(
                        reader, "POST", "/fhir/Consent/$evaluate", "{'resourceType':'Parameters'}", "x", "unknown-7"));
    }

    /** The headers and the bodies of what may be seen tell nothing of what was taken out of it. */
    @TestFactory
    Stream<DynamicTest> tellsNothingOfWhatWasTakenOut() {
        return Stream.of(
                        "Observation/masked-a",
                        "Observation/masked-a?_format=xml",
                        "Observation?_id=masked-a&_elements=component,focus,hasMember,note",
                        "Observation?code=m7&_summary=text",
                        "Observation/masked-a/_history",
                        "Observation/masked-a/$meta",
                        "Observation/masked-a/$verify",
                        "Observation/$lastn?patient=" + VICTIM + "&code=m7")
                .map(path -> DynamicTest.dynamicTest(path, () -> assertThat(body(path))
                        .doesNotContain(HIDDEN, "hidden-component", "hidden-member", "closed-7", "987654321")));
    }
}
