package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Who asks, or who is asked about, is not what they were when something was given out: a grant was narrowed between two pages,
 * a colleague holds the link, a record was merged into another.
 */
class ChangedStandingIT {
    private static OpenCases world;
    private static String a;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        a = world.gateway.member("hospital-a");
        for (int i = 0; i < 3; i++) {
            world.store(a, "Observation", "page-" + i, OpenCases.observation(VICTIM));
            world.store(
                    a,
                    "Condition",
                    "page-" + i,
                    "'code':{'text':'" + OpenCases.SECRET + "'},'subject':{'reference':'Patient/" + VICTIM + "'}");
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static JsonNode page(String token, String path) {
        return LiveGateway.expect(world.get(token, path), 200);
    }

    @Test
    void aPageAfterTheGrantWasNarrowedShowsWhatIsLeftOfIt() {
        String reader = world.gateway.member("hospital-n");
        String wide = world.gateway.ceremonies.grant(
                "hospital-n", VICTIM, world.provision("'class':[{'code':'Observation'},{'code':'Condition'}]", ""));
        String conditions = LiveGateway.next(page(reader, "/fhir/Condition?patient=" + VICTIM + "&_count=1"));
        String mixed = LiveGateway.next(
                page(reader, "/fhir?_type=Condition,Observation&_count=1&_sort=-_lastUpdated&_total=accurate"));
        String everything = LiveGateway.next(page(reader, "/fhir/Patient/" + VICTIM + "/$everything?_count=1"));
        String history = LiveGateway.next(page(reader, "/fhir/Condition/_history?_count=1"));
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, wide), 200);
        world.gateway.ceremonies.grant("hospital-n", VICTIM, world.provision("Observation"));

        for (String next : new String[] {conditions, mixed, everything, history}) {
            HttpResponse<String> answer = world.get(reader, next);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403, 404, 410);
            assertThat(answer.body()).doesNotContain("\"resourceType\":\"Condition\"");
        }
    }

    @Test
    void aLinkOfOnePersonIsNotTheColleaguesOrTheSystems() {
        String system = world.gateway.member("hospital-a");
        String doctor = world.gateway.practitioner("link-1", "hospital-a", "user/*.rs");
        String next = LiveGateway.next(page(system, "/fhir/Observation?_count=1"));

        assertThat(world.get(doctor, next).statusCode()).isIn(400, 403, 404);
        assertThat(world.get(world.gateway.member("hospital-a", "system/*.rs"), next)
                        .statusCode())
                .isEqualTo(200);
    }

    /** A record that was merged into another is still that person's to open. */
    @Test
    void aMergedRecordIsNotOpenedByTheOthersConsent() {
        world.store(a, "Patient", "kept-7", "'name':[{'family':'Kept'}]");
        world.store(a, "Patient", "merged-7", "'name':[{'family':'" + OpenCases.SECRET + "'}]");
        world.store(a, "Observation", "merged-7", OpenCases.observation("merged-7"));
        world.store(a, "Observation", "kept-7", OpenCases.observation("kept-7").replace(OpenCases.SECRET, "open"));
        world.gateway.ceremonies.register("kept-7");
        world.gateway.ceremonies.grant(
                "hospital-m", "kept-7", world.provision("'class':[{'code':'Observation'},{'code':'Patient'}]", ""));
        String merged = "{'resourceType':'Patient','id':'%s','active':%s,'name':[{'family':'Kept'}],'link':[{'other':"
                + "{'reference':'Patient/%s'},'type':'%s'}]}";
        LiveGateway.expect(
                world.gateway.put(
                        a, "/fhir/Patient/merged-7", merged.formatted("merged-7", "false", "kept-7", "replaced-by")),
                200);
        LiveGateway.expect(
                world.gateway.put(
                        a, "/fhir/Patient/kept-7", merged.formatted("kept-7", "true", "merged-7", "replaces")),
                200);
        String reader = world.gateway.member("hospital-m");

        for (String path : new String[] {
            "Observation?patient=kept-7",
            "Patient/kept-7/$everything",
            "Observation?patient.link=Patient/kept-7",
            "Patient?_id=kept-7&_include=Patient:link&_revinclude:iterate=Observation:patient",
            "Observation?patient=merged-7",
            "Observation/merged-7",
            "Patient/merged-7",
            "Patient/merged-7/$everything"
        }) {
            HttpResponse<String> answer = world.get(reader, "/fhir/" + path);
            assertThat(answer.body()).as(path).doesNotContain(OpenCases.SECRET, "\"id\":\"merged-7\"");
        }
    }

    /** An end without a zone, or of a day, is refused or is the day's, and never opens for longer than was said. */
    @Test
    void anEndIsAnInstantOrNoEnd() {
        for (String end :
                new String[] {"2026", "2026-12", "9999-12-31T23:59:59+14:00", "2026-12-01T00:00:00", "never", ""}) {
            HttpResponse<String> asked = world.gateway.post(
                    world.gateway.member("hospital-e"),
                    "/fhir/Consent",
                    OpenCases.resource(
                            "Consent",
                            "'status':'proposed','patient':{'reference':'Patient/" + VICTIM
                                    + "'},'provision':{'period':{'end':'" + end
                                    + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}"));

            assertThat(asked.statusCode()).as(end + ": " + asked.body()).isIn(400, 422);
        }
    }
}
