package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A yes that is taken back while a job that rests on it is at work: some of its parts are stored, one is on its way to the
 * object store, which holds it until the patient has spoken.
 */
class WithdrawnMeanwhileIT {
    private static final List<String> PEOPLE = List.of("k-3", "k-11", "k-20", "k-29", "k-38", "k-47", "k-56");
    private static final String SHIFTED = "_type=Patient,Observation&_deidentify=research-shifted";
    private static final Map<String, String> PSEUDONYMS = new HashMap<>();

    private static PartsWorld world;
    private static OfferedStudy study;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(PartsWorld.SMALL_PARTS);
        settings.put("gateway.export.store-patience", "60s");
        world = new PartsWorld(settings);
        study = OfferedStudy.approved(world.gateway, world.analyst, "Observation", "Observation?code=8867-4");
        for (String patient : PEOPLE) {
            study.accept(patient);
            String alone = ExportClient.group(world.gateway, world.gateway.member("hospital-a"), patient);
            PSEUDONYMS.put(
                    patient,
                    patients(world.analyst.manifest(alone + "?" + SHIFTED)).getFirst());
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static List<String> patients(JsonNode manifest) {
        return world.analyst.lines(manifest, "Patient").stream()
                .map(patient -> patient.path("id").asString(""))
                .toList();
    }

    /** A job whose third file waits at the store's door. */
    private static String stoppedInTheMiddle(String path) {
        world.store().hold("PUT", 2);
        String job = ExportClient.job(world.analyst.start(path + "?" + SHIFTED));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!world.store().isHolding() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(world.store().isHolding()).isTrue();
        assertThat(world.analyst.get(job).statusCode()).isEqualTo(202);
        return job;
    }

    private static List<String> lastOfParts(String job) {
        return world.database
                .sql("SELECT last FROM export_part WHERE job_id = ? ORDER BY number")
                .param(PartsWorld.id(job))
                .query(String.class)
                .list();
    }

    private static void assertHoldsAllBut(Set<String> gone, JsonNode manifest) {
        List<String> expected = new ArrayList<>();
        PEOPLE.stream()
                .filter(patient -> !gone.contains(patient))
                .map(PSEUDONYMS::get)
                .forEach(expected::add);
        assertThat(patients(manifest)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(world.analyst.lines(manifest, "Observation").stream()
                        .map(each -> each.at("/subject/reference").asString("").replace("Patient/", "")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whoTakesItBackIsInNothingOfItWhetherStoredAlreadyOrNotYetRead() {
        Set<String> gone = new HashSet<>();

        String job = stoppedInTheMiddle("/fhir/$export");
        String stored = lastOfParts(job).getFirst();
        assertThat(PEOPLE).contains(stored);
        study.revoke(stored);
        gone.add(stored);
        world.store().letGo();

        assertHoldsAllBut(gone, LiveGateway.expect(world.analyst.finished(job), 200));

        String next = stoppedInTheMiddle("/fhir/Patient/$export");
        String later = PEOPLE.stream()
                .filter(patient -> !gone.contains(patient) && !lastOfParts(next).contains(patient))
                .reduce((one, other) -> other)
                .orElseThrow();
        study.withdraw(later);
        gone.add(later);
        world.store().letGo();

        assertHoldsAllBut(gone, LiveGateway.expect(world.analyst.finished(next), 200));

        String deleted = stoppedInTheMiddle("/fhir/$export");
        String last = PEOPLE.stream()
                .filter(patient -> !gone.contains(patient))
                .findFirst()
                .orElseThrow();
        study.revoke(last);
        assertThat(world.analyst.delete(deleted).statusCode()).isEqualTo(202);
        world.store().letGo();

        assertThat(world.analyst.get(deleted).statusCode()).isEqualTo(404);
        assertThat(world.analyst.get(job).statusCode()).isEqualTo(410);
        assertThat(world.analyst.get(next).statusCode()).isEqualTo(410);
        world.assertNothingIsLeftOver();
    }
}
