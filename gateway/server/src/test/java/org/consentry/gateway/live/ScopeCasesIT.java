package org.consentry.gateway.live;

import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.allowed;
import static org.consentry.gateway.live.OpenCases.empty;
import static org.consentry.gateway.live.OpenCases.refused;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a scope does not say is not done, whoever holds it: the paragraph "Scopes" of the open security cases. */
class ScopeCasesIT {
    private static final String OPEN = "/fhir/Observation/open-7";
    private static final String NOTHING = "{'resourceType':'Parameters','parameter':[]}";
    private static OpenCases world;
    private static String request;
    private static String consent;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        request = world.gateway.ceremonies.ask("hospital-q", VICTIM, world.provision("Observation"));
        consent = world.gateway.ceremonies.grant("hospital-c", VICTIM, world.provision("Observation"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String owner(String scope) {
        return world.gateway.member("hospital-a", scope);
    }

    private static String update() {
        return OpenCases.resource("Observation", "'id':'open-7'," + OpenCases.observation(VICTIM));
    }

    private static HttpResponse<String> send(String token, String method, String path, String body, String... headers) {
        return world.send(token, method, path, body, headers);
    }

    @TestFactory
    Stream<DynamicTest> aScopeCoversItsTypeAndItsInteractionOnly() {
        return Stream.of(
                refused(
                        "Observation.rs reads a Condition",
                        () -> world.get(owner("system/Observation.rs"), "/fhir/Condition/closed-7"),
                        403),
                refused(
                        "Observation.rs searches Conditions",
                        () -> world.get(owner("system/Observation.rs"), "/fhir/Condition"),
                        403),
                refused(
                        "Condition.r is included",
                        () -> world.get(
                                owner("system/Condition.r system/Patient.s"),
                                "/fhir/Patient?_id=" + VICTIM + "&_revinclude=Condition:patient&_elements=id"),
                        200),
                refused(".r searches", () -> world.get(owner("system/Observation.r"), "/fhir/Observation"), 403),
                refused(
                        ".r searches by POST",
                        () -> send(
                                owner("system/Observation.r"),
                                "POST",
                                "/fhir/Observation/_search",
                                "patient=" + VICTIM),
                        403),
                refused(
                        ".r asks for everything",
                        () -> world.get(owner("system/Patient.r"), "/fhir/Patient/" + VICTIM + "/$everything"),
                        403),
                refused(".s reads", () -> world.get(owner("system/Observation.s"), OPEN), 403),
                refused(".s asks for HEAD", () -> send(owner("system/Observation.s"), "HEAD", OPEN, ""), 403),
                refused(
                        ".s reads a version",
                        () -> world.get(owner("system/Observation.s"), OPEN + "/_history/1"),
                        403),
                refused(
                        ".s reads the history",
                        () -> world.get(owner("system/Observation.s"), OPEN + "/_history"),
                        403),
                refused(".rs updates", () -> send(owner("system/Observation.rs"), "PUT", OPEN, update()), 403),
                refused(
                        ".rs patches",
                        () -> send(
                                owner("system/Observation.rs"),
                                "PATCH",
                                OPEN,
                                "[{'op':'test','path':'/status','value':'final'}]"),
                        403),
                refused(".rs deletes", () -> send(owner("system/Observation.rs"), "DELETE", OPEN, ""), 403),
                refused(
                        ".rs deletes by condition",
                        () -> send(owner("system/Observation.rs"), "DELETE", "/fhir/Observation?_id=open-7", ""),
                        403),
                refused(
                        ".rs creates",
                        () -> send(owner("system/Observation.rs"), "POST", "/fhir/Observation", update()),
                        403),
                refused(".c updates", () -> send(owner("system/Observation.c"), "PUT", OPEN, update()), 403),
                refused(".u deletes", () -> send(owner("system/Observation.u"), "DELETE", OPEN, ""), 403),
                refused(
                        ".cu marks with $meta-add",
                        () -> send(
                                owner("system/Observation.c"),
                                "POST",
                                OPEN + "/$meta-add",
                                "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'code':'t'}]}}]}"),
                        403));
    }

    /** Writing answers with what is stored: without the right to read, that would be reading. */
    @TestFactory
    Stream<DynamicTest> noWritingScopeReads() {
        return Stream.of(
                refused(
                        ".c by a condition that matches",
                        () -> send(
                                owner("system/Observation.c"),
                                "POST",
                                "/fhir/Observation",
                                OpenCases.resource(
                                        "Observation",
                                        "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + VICTIM
                                                + "'}"),
                                "If-None-Exist",
                                "_id=open-7"),
                        200,
                        403),
                refused(
                        ".u by a patch that changes nothing",
                        () -> send(
                                owner("system/Observation.u"),
                                "PATCH",
                                OPEN,
                                "[{'op':'test','path':'/status','value':'final'}]"),
                        200,
                        403),
                refused(
                        ".u guesses by a patch",
                        () -> send(
                                owner("system/Observation.u"),
                                "PATCH",
                                OPEN,
                                "[{'op':'test','path':'/code/text','value':'guess'}]"),
                        403,
                        409));
    }

    @TestFactory
    Stream<DynamicTest> whatIsMalformedGrantsNothing() {
        return Arrays.stream(new String[] {
                    "system/Observation.sr",
                    "system/Observation.rr",
                    "system/Observation.x",
                    "system/Observation.",
                    "system/Observation",
                    "system/observation.rs",
                    "system/*.",
                    "System/*.rs",
                    "SYSTEM/*.RS",
                    "patient/*.rs",
                    "user/*.cruds",
                    "system/Observation.rs?",
                    "system/Observation.rs?code:not=x",
                    "system/Observation.rs?code",
                    "system/Observation.rs?_has:a=b",
                    "system/Observation.rs?code=a|b|c",
                    "system/Observation.rs?code=c7&code=",
                    "system/Obser*.rs",
                    "system/Observation.rs,system/Condition.rs",
                    "system/*.rs;x",
                    "openid",
                    "",
                    "system//Observation.rs",
                    "system/Observation.Rs",
                    "system/Observation.r s"
                })
                .map(scope -> refused(
                        "'" + scope + "'", () -> world.get(owner(scope), "/fhir/Observation?patient=" + VICTIM), 403));
    }

    @TestFactory
    Stream<DynamicTest> aFilterIsNoWayAroundItself() {
        String filtered = "system/Observation.rs?code=urn:codes|other";
        return Stream.of(
                refused("read", () -> world.get(owner(filtered), OPEN), 404),
                empty("search", () -> world.get(owner(filtered), "/fhir/Observation?patient=" + VICTIM)),
                empty(
                        "count",
                        () -> world.get(owner(filtered), "/fhir/Observation?patient=" + VICTIM + "&_summary=count")),
                empty("history", () -> world.get(owner(filtered), "/fhir/Observation/_history")),
                empty(
                        "a filter that is no token parameter",
                        () -> world.get(
                                owner("system/Observation.rs?patient=Patient/" + VICTIM),
                                "/fhir/Observation?patient=" + VICTIM)),
                refused(
                        "update",
                        () -> send(owner("system/Observation.cruds?code=urn:codes|c7"), "PUT", OPEN, update()),
                        403));
    }

    @TestFactory
    Stream<DynamicTest> theMethodIsWhatTheRequestLineSays() {
        String reader = owner("system/Observation.rs");
        return Stream.of(
                refused(
                        "X-HTTP-Method-Override: DELETE",
                        () -> send(reader, "POST", OPEN, update(), "X-HTTP-Method-Override", "DELETE"),
                        403,
                        404,
                        405),
                refused(
                        "X-HTTP-Method: PUT",
                        () -> send(reader, "POST", OPEN, update(), "X-HTTP-Method", "PUT"),
                        403,
                        404,
                        405),
                refused(
                        "_method=DELETE",
                        () -> send(reader, "POST", OPEN + "?_method=DELETE", update()),
                        403,
                        404,
                        405),
                refused(
                        "_method in a form",
                        () -> world.gateway.send(world.gateway
                                .request(reader, OPEN)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("_method=delete"))),
                        403,
                        404,
                        405,
                        415),
                allowed("GET with an override", () -> world.get(reader, OPEN, "X-HTTP-Method-Override", "DELETE"), 200),
                refused("OPTIONS", () -> send(world.stranger(), "OPTIONS", OPEN, ""), 200, 204, 403, 404, 405),
                refused("OPTIONS by nobody", () -> send("", "OPTIONS", OPEN, ""), 200, 204, 401, 403, 405),
                refused("TRACE", () -> send(reader, "TRACE", OPEN, ""), 400, 403, 405, 501),
                refused("an unknown method", () -> send(reader, "PURGE", OPEN, ""), 400, 403, 405, 501),
                refused("HEAD by a stranger", () -> send(world.stranger(), "HEAD", OPEN, ""), 404),
                refused(
                        "HEAD of a search by .r",
                        () -> send(owner("system/Observation.r"), "HEAD", "/fhir/Observation", ""),
                        403),
                refused(
                        "_search by nobody",
                        () -> send("", "POST", "/fhir/Observation/_search", "patient=" + VICTIM),
                        401),
                empty(
                        "_search by a stranger",
                        () -> send(world.stranger(), "POST", "/fhir/Observation/_search", "patient=" + VICTIM)),
                empty(
                        "_search of all types by a stranger",
                        () -> send(world.stranger(), "POST", "/fhir/_search", "_type=Observation&_id=open-7")),
                allowed("still there", () -> world.get(reader, OPEN), 200));
    }

    /** An app of somebody else's is not the patient in person: it neither answers, revokes nor registers keys. */
    @TestFactory
    Stream<DynamicTest> anAppDoesNotActInThePatientsName() {
        String app = world.gateway.app(VICTIM, "patient/Observation.rs");
        String more = world.gateway.app(VICTIM, "patient/*.rs user/*.rs");
        return Stream.of(app, more)
                .flatMap(token -> Stream.of(
                        refused(
                                "$authorize",
                                () -> send(token, "POST", "/fhir/Consent/" + request + "/$authorize", NOTHING),
                                403),
                        refused(
                                "$refuse",
                                () -> send(token, "POST", "/fhir/Consent/" + request + "/$refuse", NOTHING),
                                403),
                        refused(
                                "$signing",
                                () -> send(token, "POST", "/fhir/Consent/" + request + "/$signing", NOTHING),
                                403),
                        refused(
                                "$complete",
                                () -> send(token, "POST", "/fhir/Consent/" + request + "/$complete", NOTHING),
                                403),
                        refused(
                                "$register-key",
                                () -> send(token, "POST", "/fhir/Patient/" + VICTIM + "/$register-key", NOTHING),
                                403),
                        refused(
                                "$break-glass",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir/Patient/" + VICTIM + "/$break-glass",
                                        "{'resourceType':'Parameters','parameter':[{'name':'allowed','valueBoolean':false}]}"),
                                403)));
    }

    @TestFactory
    Stream<DynamicTest> anAppSeesWhatItsScopesCover() {
        String app = world.gateway.app(VICTIM, "patient/Observation.rs");
        return Stream.of(
                allowed("its type", () -> world.get(app, OPEN), 200),
                refused("another type", () -> world.get(app, "/fhir/Condition/closed-7"), 403),
                refused("the Patient", () -> world.get(app, "/fhir/Patient/" + VICTIM), 403),
                refused("another patient", () -> world.get(app, "/fhir/Observation/others-7"), 404),
                refused("$revoke", () -> send(app, "POST", "/fhir/Consent/" + consent + "/$revoke", NOTHING), 403),
                refused("DELETE Consent", () -> send(app, "DELETE", "/fhir/Consent/" + consent, ""), 403),
                refused("$evaluate", () -> world.get(app, "/fhir/Consent/$evaluate"), 403),
                refused("$audit-report", () -> world.get(app, "/fhir/Patient/" + VICTIM + "/$audit-report"), 403),
                refused("ledger entries", () -> world.get(app, "/ledger/entries"), 403),
                refused("events", () -> world.get(app, "/events", "Last-Event-ID", "0"), 403),
                refused("everything", () -> world.get(app, "/fhir/Patient/" + VICTIM + "/$everything"), 403),
                empty(
                        "includes",
                        () -> world.get(
                                app,
                                "/fhir/Observation?_include=Observation:subject&_revinclude=Provenance:target&_elements=id&_id=none")),
                allowed(
                        "the grant still stands",
                        () -> world.get(world.gateway.member("hospital-c"), "/fhir/Observation?patient=" + VICTIM),
                        200));
    }

    @TestFactory
    Stream<DynamicTest> aPractitionersScopeIsACeilingToo() {
        String doctor = world.gateway.practitioner("scoped", "hospital-b", "user/Observation.rs");
        String reason =
                "{'resourceType':'Parameters','parameter':[{'name':'reason','valueString':'unconscious, allergies?'}]}";
        return Stream.of(
                allowed("reads what it covers", () -> world.get(doctor, OPEN), 200),
                refused("reads another type", () -> world.get(doctor, "/fhir/Condition/closed-7"), 403),
                refused(
                        "breaks the glass",
                        () -> send(doctor, "POST", "/fhir/Patient/" + VICTIM + "/$break-glass", reason),
                        403),
                refused(
                        "asks for consent",
                        () -> send(
                                doctor,
                                "POST",
                                "/fhir/Consent",
                                OpenCases.resource(
                                        "Consent",
                                        "'status':'proposed','patient':{'reference':'Patient/" + VICTIM
                                                + "'},'provision':" + world.provision("Observation"))),
                        403));
    }
}
