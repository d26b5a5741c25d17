package org.consentry.gateway.live;

import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.allowed;
import static org.consentry.gateway.live.OpenCases.refused;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An analyst gets exports and nothing that names anybody, whatever the scopes say. */
class AnalystCasesIT {
    private static final String OPEN = "/fhir/Observation/open-7";
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String member(String scope) {
        return world.gateway.member("hospital-a", scope);
    }

    private static String update() {
        return OpenCases.resource("Observation", "'id':'open-7'," + OpenCases.observation(VICTIM));
    }

    @TestFactory
    Stream<DynamicTest> anAnalystSeesNoIdentifiedRecord() {
        String analyst = world.gateway.service("analyst", "system/*.cruds");
        return Stream.of(
                refused("read", () -> world.get(analyst, OPEN), 403),
                refused("search", () -> world.get(analyst, "/fhir/Observation?patient=" + VICTIM), 403),
                refused("count", () -> world.get(analyst, "/fhir/Observation?_summary=count"), 403),
                refused("everything", () -> world.get(analyst, "/fhir/Patient/" + VICTIM + "/$everything"), 403),
                refused("history", () -> world.get(analyst, "/fhir/_history"), 403),
                refused(
                        "$match",
                        () -> world.send(
                                analyst,
                                "POST",
                                "/fhir/Patient/$match",
                                "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':'Patient','identifier':[{'value':'mrn-7'}]}}]}"),
                        403),
                refused("$lastn", () -> world.get(analyst, "/fhir/Observation/$lastn?patient=" + VICTIM), 403),
                refused("$verify", () -> world.get(analyst, OPEN + "/$verify"), 403, 404),
                refused("create", () -> world.send(analyst, "POST", "/fhir/Observation", update()), 403),
                refused(
                        "asks for consent",
                        () -> world.send(
                                analyst, "POST", "/fhir/Consent", "{'resourceType':'Consent','status':'proposed'}"),
                        403,
                        422),
                refused("events", () -> world.get(analyst, "/events"), 403),
                refused("entries", () -> world.get(analyst, "/ledger/entries?subject=" + VICTIM), 403),
                refused("intake", () -> world.get(analyst, "/intake/dead-letters"), 403, 404));
    }

    @TestFactory
    Stream<DynamicTest> exportsAreTheAnalystsWhoStartedThem() {
        String analyst = world.gateway.service("analyst", "system/*.rs");
        String[] async = {"Prefer", "respond-async"};
        String job = world.get(analyst, "/fhir/$export?_type=Observation", async)
                .headers()
                .firstValue("Content-Location")
                .orElseThrow();
        return Stream.of(
                refused("a patient", () -> world.get(world.gateway.patient(VICTIM), "/fhir/$export", async), 403),
                refused(
                        "a patient's own",
                        () -> world.get(world.gateway.patient(VICTIM), "/fhir/Patient/$export", async),
                        403),
                refused(
                        "a member that may not read",
                        () -> world.get(member("system/*.cud"), "/fhir/Patient/$export", async),
                        403),
                refused(
                        "a practitioner",
                        () -> world.get(
                                world.gateway.practitioner("d", "hospital-a", "user/*.cruds"), "/fhir/$export", async),
                        403),
                refused(
                        "types beyond the scope",
                        () -> world.get(
                                world.gateway.service("analyst", "system/Condition.rs"),
                                "/fhir/$export?_type=Observation",
                                async),
                        403),
                // The guide's: what the scopes cover, and nothing else; BulkDataIT looks into the files.
                allowed(
                        "no types with a scope for one",
                        () -> world.get(
                                world.gateway.service("analyst", "system/Condition.rs"), "/fhir/$export", async),
                        202),
                refused(
                        "no types with a scope that reads nothing",
                        () -> world.get(
                                world.gateway.service("analyst", "system/Condition.cud"), "/fhir/$export", async),
                        403),
                refused("identified", () -> world.get(analyst, "/fhir/$export?_deidentify=none", async), 403),
                refused("consents", () -> world.get(analyst, "/fhir/$export?_type=Consent", async), 403, 422),
                refused(
                        "another analyst's job",
                        () -> world.get(world.gateway.service("analyst-2", "system/*.rs"), job),
                        403,
                        404,
                        401),
                refused("a member looks at the job", () -> world.get(member("system/*.rs"), job), 403, 404),
                refused("nobody looks at the job", () -> world.get("", job), 401),
                refused(
                        "a member deletes the job",
                        () -> world.send(member("system/*.cruds"), "DELETE", job, ""),
                        403,
                        404));
    }
}
