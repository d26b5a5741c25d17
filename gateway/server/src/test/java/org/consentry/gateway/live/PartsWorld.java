package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.consentry.gateway.FaultyStore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** A gateway whose jobs are cut into many small parts, behind an object store that fails when told. */
final class PartsWorld implements AutoCloseable {
    static final int PATIENTS = 60;
    static final Map<String, String> SMALL_PARTS = Map.of(
            "gateway.export.part-size", "1KB",
            "gateway.export.lease", "2s",
            "gateway.export.store-patience", "3s");

    private FaultyStore store;
    final LiveGateway gateway;
    final ExportClient analyst;
    final JdbcClient database;

    PartsWorld(Map<String, String> settings) {
        gateway = LiveGateway.startBehind(
                real -> {
                    store = new FaultyStore(real);
                    return store.endpoint();
                },
                settings);
        analyst = ExportClient.analyst(gateway);
        database = JdbcClient.create(new DriverManagerDataSource(gateway.database.jdbcUrl(), "postgres", ""));
        StringBuilder people = new StringBuilder("{'resourceType':'Bundle','type':'transaction','entry':[");
        for (int i = 0; i < PATIENTS; i++) {
            people.append(i == 0 ? "" : ",")
                    .append(entry(
                            "Patient", "k-" + i, "'name':[{'family':'Killjoy" + i + "'}],'birthDate':'1950-01-02'"))
                    .append(',')
                    .append(entry(
                            "Observation",
                            "ko-" + i,
                            "'status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8867-4'}]},"
                                    + "'subject':{'reference':'Patient/k-" + i + "'},'valueQuantity':{'value':" + i
                                    + "}"));
        }
        LiveGateway.expect(
                gateway.post(
                        gateway.member("hospital-a"),
                        "/fhir",
                        people.append("]}").toString()),
                200);
    }

    private static String entry(String type, String id, String content) {
        return "{'resource':{'resourceType':'" + type + "','id':'" + id + "'," + content
                + "},'request':{'method':'PUT'," + "'url':'" + type + "/" + id + "'}}";
    }

    FaultyStore store() {
        return store;
    }

    List<String> parts(String job) {
        return database.sql("SELECT files FROM export_part WHERE job_id = ? ORDER BY number")
                .param(id(job))
                .query(String.class)
                .list();
    }

    static String id(String job) {
        return job.substring(job.lastIndexOf('/') + 1);
    }

    void assertWhole(JsonNode manifest) {
        List<JsonNode> patients = analyst.lines(manifest, "Patient");
        List<JsonNode> observations = analyst.lines(manifest, "Observation");
        Set<String> ids = new HashSet<>();
        patients.forEach(patient -> ids.add("Patient/" + patient.path("id").asString("")));
        assertThat(patients).hasSize(PATIENTS);
        assertThat(ids).hasSize(PATIENTS);
        assertThat(observations).hasSize(PATIENTS).allSatisfy(observation -> assertThat(
                        observation.at("/subject/reference").asString(""))
                .isIn(ids));
        JsonNode report = LiveGateway.expect(
                analyst.get(manifest.at("/extension")
                        .path("https://consentry.org/deidentification-report")
                        .asString("")),
                200);
        assertThat(report.path("kept").asInt()).isEqualTo(2 * PATIENTS);
        assertThat(report.at("/anonymity/patients").asInt()).isEqualTo(PATIENTS);
    }

    /** Every object there is belongs to a file that is offered. */
    void assertNothingIsLeftOver() {
        String another = ExportClient.job(analyst.start("/fhir/$export?_type=Patient"));
        assertThat(analyst.delete(another).statusCode()).isEqualTo(202);

        // The deleted job may have been at work, and notices it with its next object.
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (gateway.objects.files("export").size() != offered() && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(gateway.objects.files("export")).hasSize(offered());
    }

    private int offered() {
        return database.sql("SELECT count(*) FROM export_file JOIN export_job USING (job_id) WHERE state = 'done'")
                .query(Integer.class)
                .single();
    }

    @Override
    public void close() {
        gateway.close();
        store.close();
    }
}
