package org.consentry.gateway.live;

import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.UNKNOWN;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Who changes what has a guessed id learns nothing of whether there is anything, whoever it is and by whatever door: the
 * answers about an id that is hidden from the caller and about one that nothing has are the same to the byte.
 */
class GuessedIdsIT {
    private static final String META = "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{"
            + "'system':'urn:t','code':'t'}]}}]}";
    private static final String PATCH = "[{'op':'replace','path':'/status','value':'amended'}]";
    private static final String FHIR_PATCH =
            "{'resourceType':'Parameters','parameter':[{'name':'operation','part':[{'name':'type','valueCode':'replace'},"
                    + "{'name':'path','valueString':'Observation.status'},{'name':'value','valueCode':'amended'}]}]}";
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        world.store(world.gateway.member("hospital-a"), "Observation", "gone-7", OpenCases.observation(VICTIM));
        LiveGateway.expect(world.gateway.delete(world.gateway.member("hospital-a"), "/fhir/Observation/gone-7"), 204);
        world.store(world.stranger(), "Patient", "own-7", "'name':[{'family':'Own'}]");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Map<String, String> callers() {
        LiveGateway gateway = world.gateway;
        Map<String, String> callers = new LinkedHashMap<>();
        callers.put("a stranger", world.stranger());
        callers.put("a stranger who only creates", gateway.member("hospital-s", "system/*.c"));
        callers.put("a stranger who only updates", gateway.member("hospital-s", "system/*.u"));
        callers.put("a stranger who only reads", gateway.member("hospital-s", "system/*.rs"));
        callers.put("a stranger's practitioner", gateway.practitioner("doc-s", "hospital-s", "user/*.cruds"));
        callers.put("another patient", gateway.patient(OTHER));
        callers.put("another patient's app", gateway.app(OTHER, "patient/*.cruds"));
        callers.put("the operator", gateway.service("operator", "system/*.cruds"));
        callers.put("the auditor", gateway.service("auditor", "system/*.cruds"));
        callers.put("an analyst", gateway.service("analyst", "system/*.cruds"));
        return callers;
    }

    private record Probe(String method, String path, String body, String hidden, String unknown, String... headers) {}

    private static List<Probe> probes() {
        List<Probe> all = new ArrayList<>();
        for (String[] pair : new String[][] {
            {"Observation", "open-7", VICTIM, "unknown-7"},
            {"Observation", "gone-7", VICTIM, "unknown-6"},
            {"Patient", VICTIM, "", UNKNOWN}
        }) {
            String type = pair[0];
            String at = "/fhir/" + type + "/{}";
            String plain = resource(
                    type,
                    "'id':'{}'"
                            + (type.equals("Observation") ? ",'status':'final','code':{'text':'x'}" : "")
                            + (type.equals("Patient") ? "" : ",'subject':{'reference':'Patient/" + pair[2] + "'}"));
            String[][] requests = {
                {"PUT", at, plain},
                {"PUT", at, plain, "If-Match", "W/\"1\""},
                {"PUT", at, plain, "If-Match", "W/\"7\""},
                {"PUT", at, plain, "If-Match", "*"},
                {"PUT", at, plain, "If-None-Match", "*"},
                {"PUT", at, plain, "Prefer", "return=minimal"},
                {"PATCH", at, PATCH},
                {"PATCH", at, PATCH, "If-Match", "W/\"1\""},
                {"PATCH", at, FHIR_PATCH},
                {"DELETE", at, ""},
                {"DELETE", at, "", "If-Match", "W/\"1\""},
                {"DELETE", at, "", "If-Match", "W/\"7\""},
                {"DELETE", at, "", "If-Match", "*"},
                {"HEAD", at, ""},
                {"GET", at, "", "If-None-Match", "W/\"1\""},
                {"GET", at, "", "If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"},
                {"GET", at + "?_summary=true", ""},
                {"GET", at + "/_history", ""},
                {"GET", at + "/_history/1", ""},
                {"HEAD", at + "/_history/1", ""},
                {"POST", at + "/$validate", plain},
                {"POST", at + "/$validate?mode=update", plain},
                {"POST", at + "/$validate?mode=delete", ""},
                {"GET", at + "/$validate?mode=delete", ""},
                {"GET", at + "/$validate", ""},
                {"POST", at + "/$meta-add", META},
                {"POST", at + "/$meta-delete", META},
                {"GET", at + "/$meta", ""},
                {"GET", at + "/$verify", ""},
                {"PUT", "/fhir/" + type + "?_id={}", plain},
                {"PATCH", "/fhir/" + type + "?_id={}", PATCH},
                {"DELETE", "/fhir/" + type + "?_id={}", ""},
                {"PUT", "/fhir/" + type + "?_id={}", plain, "If-Match", "W/\"1\""},
                {
                    "POST",
                    "/fhir",
                    bundle(
                            "transaction",
                            entry("PUT", type + "/{}", plain).replace("'url'", "'ifMatch':'W/\\\"1\\\"','url'"))
                },
                {"POST", "/fhir", bundle("transaction", entry("DELETE", type + "/{}", ""))},
                {"POST", "/fhir", bundle("transaction", entry("GET", type + "/{}", ""))},
                {"POST", "/fhir", bundle("batch", entry("DELETE", type + "/{}", ""))},
                {"POST", "/fhir", bundle("batch", entry("HEAD", type + "/{}", ""))},
            };
            for (String[] r : requests) {
                if (type.equals("Patient") && r[0].equals("PUT") && !List.of(r).contains("If-Match")) {
                    // Whoever may bring patients in gets an id that nobody has, and none that somebody has.
                    continue;
                }
                all.add(new Probe(r[0], r[1], r[2], pair[1], pair[3], java.util.Arrays.copyOfRange(r, 3, r.length)));
            }
        }
        return all;
    }

    @TestFactory
    Stream<DynamicContainer> aGuessedIdTellsNothing() {
        return callers().entrySet().stream()
                .map(caller -> DynamicContainer.dynamicContainer(
                        caller.getKey(),
                        probes().stream()
                                .map(p -> world.alike(
                                        caller.getValue(), p.method, p.path, p.body, p.hidden, p.unknown, p.headers))));
    }

    /** What is referred to is as little told as what is named. */
    @TestFactory
    Stream<DynamicContainer> aGuessedReferenceTellsNothing() {
        String own = "'subject':{'reference':'Patient/own-7'}";
        String code = "'status':'final','code':{'text':'x'},";
        return callers().entrySet().stream()
                .map(caller -> DynamicContainer.dynamicContainer(
                        caller.getKey(),
                        Stream.of(
                                        ref("Observation", code + "'subject':{'reference':'Patient/{}'}"),
                                        ref("Observation", code + own + ",'performer':[{'reference':'Patient/{}'}]"),
                                        ref(
                                                "Observation",
                                                code + "'subject':{'reference':'Patient/{}'},'performer':[{'reference':"
                                                        + "'Patient/other-7'}]"),
                                        ref("Observation", code + own + ",'focus':[{'reference':'Patient/{}'}]"),
                                        ref(
                                                "Observation",
                                                code + own + ",'derivedFrom':[{'reference':'Observation/{}'}]"),
                                        ref(
                                                "Provenance",
                                                "'target':[{'reference':'Patient/{}'}],'recorded':'2026-01-01T00:00:00Z',"
                                                        + "'agent':[{'who':{'display':'x'}}]"),
                                        ref(
                                                "Provenance",
                                                "'target':[{'reference':'Observation/{}'}],'recorded':"
                                                        + "'2026-01-01T00:00:00Z','agent':[{'who':{'display':'x'}}]"),
                                        ref(
                                                "List",
                                                "'status':'current','mode':'working','entry':[{'item':{'reference':'Patient/{}'}}]"),
                                        ref(
                                                "List",
                                                "'status':'current','mode':'working','subject':{'reference':'Patient/{}'}"),
                                        ref(
                                                "Group",
                                                "'type':'person','actual':true,'member':[{'entity':{'reference':'Patient/{}'}}]"),
                                        ref("Basic", "'code':{'text':'x'},'subject':{'reference':'Patient/{}'}"),
                                        ref("Basic", "'code':{'text':'x'},'subject':{'reference':'Observation/{}'}"),
                                        ref(
                                                "Patient",
                                                "'link':[{'other':{'reference':'Patient/{}'},'type':'seealso'}]"),
                                        ref(
                                                "Patient",
                                                "'link':[{'other':{'reference':'Patient/{}'},'type':'replaces'}]"),
                                        ref("RelatedPerson", "'patient':{'reference':'Patient/{}'}"),
                                        ref(
                                                "Coverage",
                                                "'status':'active','beneficiary':{'reference':'Patient/{}'},'payor':[{'reference':'Patient/{}'}]"),
                                        ref("Consent", "'status':'active','patient':{'reference':'Patient/{}'}"),
                                        ref("Consent", "'status':'rejected','patient':{'reference':'Patient/{}'}"),
                                        ref(
                                                "Task",
                                                "'status':'requested','intent':'order','for':{'reference':'Patient/{}'}"),
                                        ref(
                                                "Task",
                                                "'status':'requested','intent':'order','focus':{'reference':'Observation/{}'}"),
                                        ref(
                                                "DocumentReference",
                                                "'status':'current','content':[{'attachment':{'title':'x'}}],'subject':{'reference':'Patient/{}'}"),
                                        ref(
                                                "QuestionnaireResponse",
                                                "'status':'completed','subject':{'reference':'Patient/{}'}"),
                                        ref(
                                                "Composition",
                                                "'status':'final','type':{'text':'x'},'date':'2026-01-01','author':[{'display':'x'}],'title':'x','section':[{'entry':[{'reference':'Observation/{}'}]}]"),
                                        ref(
                                                "Communication",
                                                "'status':'completed','recipient':[{'reference':'Patient/{}'}]"),
                                        ref("Person", "'link':[{'target':{'reference':'Patient/{}'}}]"),
                                        ref(
                                                "AuditEvent",
                                                "'type':{'code':'x'},'recorded':'2026-01-01T00:00:00Z','entity':[{'what':{'reference':'Patient/{}'}}]"),
                                        ref(
                                                "Subscription",
                                                "'status':'requested','criteria':'Observation?patient={}','channel':{'type':'rest-hook','endpoint':'http://127.0.0.1:1/x'}"))
                                .flatMap(body -> Stream.of(
                                        alike(caller.getValue(), type(body), body, VICTIM, UNKNOWN),
                                        alike(caller.getValue(), type(body), body, "open-7", "unknown-7"),
                                        alike(
                                                caller.getValue(),
                                                "",
                                                bundle("transaction", entry("POST", type(body), body)),
                                                VICTIM,
                                                UNKNOWN)))));
    }

    private static org.junit.jupiter.api.DynamicTest alike(
            String token, String type, String body, String hidden, String unknown) {
        return world.alike(token, "POST", type.isEmpty() ? "/fhir" : "/fhir/" + type, body, hidden, unknown);
    }

    private static String ref(String type, String content) {
        return resource(type, content);
    }

    private static String type(String body) {
        return body.split("'", -1)[3];
    }
}
