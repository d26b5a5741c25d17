package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jobs whose node died, jobs that leak, and whose turn it is. */
class ExportJobsIT {
    private static LiveGateway gateway;
    private static ExportClient analyst;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Patient/job-1",
                        "{'resourceType':'Patient','id':'job-1','name':[{'family':'Jobson'}],'gender':'male'}"),
                201);
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Patient/leaky",
                        "{'resourceType':'Patient','id':'leaky','identifier':[{'system':'urn:mrn',"
                                + "'value':'MRN-90817263'}],'name':[{'family':'Leakington'}]}"),
                201);
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Observation/leaky",
                        "{'resourceType':'Observation','id':'leaky','status':'final','code':{'coding':[{'system':"
                                + "'http://loinc.org','code':'MRN-90817263'}]},"
                                + "'subject':{'reference':'Patient/leaky'}}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void sql(String text, Object... values) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.database.jdbcUrl(), "postgres", "");
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** What a node leaves that was killed in the middle of a job. */
    private static String abandoned(int attempts) throws SQLException {
        return abandoned(attempts, 0);
    }

    private static String abandoned(int attempts, int takenBack) throws SQLException {
        String id = UUID.randomUUID().toString();
        sql(
                "INSERT INTO export_job (job_id, client_id, request_url, asked, policy, state, progress, attempts, "
                        + "taken_back, leased_until, created, expires) VALUES (?, 'analyst', 'http://x/fhir/$export', '{}', "
                        + "'safe-harbor', 'running', '250 resources written', ?, ?, now() - interval '1 s', now(), "
                        + "now() + interval '1 h')",
                id,
                attempts,
                takenBack);
        return "/exports/" + id;
    }

    /** The leaky patient is in an export of everything, so it is hidden from these jobs by an objection. */
    private static void withoutTheLeak() throws SQLException {
        sql("INSERT INTO research_objection VALUES ('leaky', now()) ON CONFLICT DO NOTHING");
    }

    @Test
    void finishesTheJobOfANodeThatWasKilled() throws SQLException {
        withoutTheLeak();
        HttpResponse<String> done = analyst.finished(abandoned(1));

        JsonNode manifest = LiveGateway.expect(done, 200);
        assertThat(analyst.lines(manifest, "Patient")).hasSize(1);
    }

    @Test
    void givesUpAJobThatKillsEveryNode() throws SQLException {
        HttpResponse<String> failed = analyst.finished(abandoned(5));

        assertThat(failed.statusCode()).isEqualTo(500);
    }

    /** Five patients who take their yes back, one in each attempt, are no fault of the job's. */
    @Test
    void doesNotGiveUpAJobBecausePatientsTookTheirYesBack() throws SQLException {
        withoutTheLeak();

        LiveGateway.expect(analyst.finished(abandoned(6, 5)), 200);
    }

    @Test
    void removesTheFilesOfADeadProcessAndLeavesThoseOfALivingOne() throws Exception {
        Path work = Path.of(System.getProperty("java.io.tmpdir")).resolve("consentry-export");
        Files.createDirectories(work);
        Path dead = Files.createTempDirectory(work, "job");
        Files.writeString(dead.resolve("lock"), "");
        Files.writeString(dead.resolve("Patient.1.ndjson"), "{}");
        Path living = Files.createTempDirectory(work, "job");
        try (FileChannel lock =
                FileChannel.open(living.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();

            gateway.another().close();

            assertThat(dead).doesNotExist();
            assertThat(living).exists();
        }
        Files.delete(living.resolve("lock"));
        Files.delete(living);
    }

    @Test
    void releasesNothingOfAJobThatLeaks() throws SQLException {
        sql("DELETE FROM research_objection");
        int before = gateway.objects.files("export").size();
        String export = ExportClient.group(gateway, gateway.member("hospital-a"), "leaky");
        String job = ExportClient.job(analyst.start(export));

        HttpResponse<String> failed = analyst.finished(job);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("leak").doesNotContain("90817263");
        assertThat(analyst.get(job + "/Observation.1.ndjson").statusCode()).isEqualTo(404);
        assertThat(gateway.objects.files("export")).hasSize(before);
        String view = "{'resourceType':'Parameters','parameter':[{'name':'group','valueString':'leaky'},"
                + "{'name':'viewResource','resource':{'resourceType':'ViewDefinition','resource':'Observation',"
                + "'select':[{'column':[{'name':'code','path':'code.coding.code.first()'}]}]}}]}";
        HttpResponse<String> run = gateway.post(analyst.token, "/fhir/$viewdefinition-run", view);
        assertThat(run.statusCode()).as(run.body()).isEqualTo(500);
        assertThat(run.body()).doesNotContain("90817263");
    }

    @Test
    void takesTurnsBetweenClients() throws SQLException {
        withoutTheLeak();
        ExportClient greedy = ExportClient.named(gateway, "greedy", "system/*.rs");
        List<String> jobs = java.util.stream.IntStream.range(0, 15)
                .mapToObj(i -> ExportClient.job(greedy.start("/fhir/$export")))
                .toList();

        LiveGateway.expect(analyst.finished(ExportClient.job(analyst.start("/fhir/$export?_type=Patient"))), 200);

        jobs.forEach(job -> assertThat(greedy.delete(job).statusCode()).isEqualTo(202));
    }
}
