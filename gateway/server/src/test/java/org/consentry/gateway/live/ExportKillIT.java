package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A node is killed in the middle of a job. */
class ExportKillIT {
    @Test
    void goesOnAfterTheLastPartWhenANodeIsKilled() throws Exception {
        try (PartsWorld world = new PartsWorld(Map.of("gateway.export.concurrency", "0"))) {
            killInTheMiddle(world);
        }
    }

    private static void killInTheMiddle(PartsWorld world) throws Exception {
        ExportClient analyst = world.analyst;
        Process doomed = world.gateway.anotherProcess(PartsWorld.SMALL_PARTS);
        String job = ExportClient.job(analyst.start("/fhir/$export?_type=Patient,Observation"));
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (world.parts(job).size() < 3 && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        world.store().fail("PUT", 1_000_000);
        doomed.destroyForcibly();
        doomed.waitFor();
        world.store().fail("", 0);
        List<String> kept = world.parts(job);
        assertThat(analyst.get(job).statusCode()).isEqualTo(202);
        assertThat(kept).hasSizeBetween(3, PartsWorld.PATIENTS - 2);
        assertThat(world.database
                        .sql("SELECT count(*) FROM export_file WHERE job_id = ?")
                        .param(PartsWorld.id(job))
                        .query(Integer.class)
                        .single())
                .isZero();

        try (LiveGateway next = world.gateway.another(PartsWorld.SMALL_PARTS)) {
            JsonNode manifest = LiveGateway.expect(new ExportClient(next, analyst.token).finished(job), 200);

            world.assertWhole(manifest);
            assertThat(world.parts(job)).startsWith(kept.toArray(String[]::new)).hasSizeGreaterThan(kept.size());
            world.assertNothingIsLeftOver();
        }
    }
}
