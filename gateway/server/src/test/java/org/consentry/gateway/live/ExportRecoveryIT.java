package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jobs of many parts: taken up again, with an object store that is away, as tables. */
class ExportRecoveryIT {
    private static PartsWorld world;
    private static ExportClient analyst;

    @BeforeAll
    static void start() {
        world = new PartsWorld(PartsWorld.SMALL_PARTS);
        analyst = world.analyst;
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** Who was in a part and is not any more is in no export: the part is made again. */
    @Test
    void makesAPartAgainWhosePatientsDecidedOtherwise() {
        String job = ExportClient.job(analyst.start("/fhir/$export?_type=Patient,Observation"));
        LiveGateway.expect(analyst.finished(job), 200);
        List<String> made = world.parts(job);
        world.database
                .sql("INSERT INTO research_objection VALUES ('k-30', now())")
                .update();
        world.database
                .sql("DELETE FROM export_file WHERE job_id = ?")
                .param(PartsWorld.id(job))
                .update();
        world.database
                .sql("UPDATE export_job SET state = 'running', leased_until = now() - interval '1 s' "
                        + "WHERE job_id = ?")
                .param(PartsWorld.id(job))
                .update();

        JsonNode manifest = LiveGateway.expect(analyst.finished(job), 200);

        world.database.sql("DELETE FROM research_objection").update();
        assertThat(analyst.lines(manifest, "Patient")).hasSize(PartsWorld.PATIENTS - 1);
        assertThat(analyst.lines(manifest, "Observation")).hasSize(PartsWorld.PATIENTS - 1);
        assertThat(world.parts(job).subList(0, 10)).isEqualTo(made.subList(0, 10));
        assertThat(world.parts(job).getLast()).isNotEqualTo(made.getLast());
    }

    @Test
    void waitsForAStoreThatComesBackAndTellsOfOneThatDoesNot() {
        world.store().fail("PUT", 3);
        world.assertWhole(LiveGateway.expect(
                analyst.finished(ExportClient.job(analyst.start("/fhir/$export?_type=Patient,Observation"))), 200));

        world.store().fail("", 1_000_000);
        String job = ExportClient.job(analyst.start("/fhir/$export?_type=Patient"));
        HttpResponse<String> failed = analyst.finished(job);
        world.store().fail("", 0);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("object store was away");
        assertThat(analyst.get(job + "/Patient.1.ndjson").statusCode()).isEqualTo(404);
        world.assertNothingIsLeftOver();
    }

    @Test
    void makesTablesOfPartsToo() {
        JsonNode manifest = LiveGateway.expect(
                analyst.finished(ExportClient.job(
                        analyst.start("/fhir/$export?_type=Patient&_outputFormat=application/vnd.apache.parquet"))),
                200);

        int rows = 0;
        for (JsonNode file : manifest.path("output")) {
            assertThat(file.path("url").asString("")).endsWith(".parquet");
            rows += file.path("count").asInt();
        }
        assertThat(rows).isEqualTo(PartsWorld.PATIENTS);
        world.assertNothingIsLeftOver();
    }
}
