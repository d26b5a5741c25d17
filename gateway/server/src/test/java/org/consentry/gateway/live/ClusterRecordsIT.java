package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** What the database gives a cluster's job is what the gateway's own export holds, under every policy (decision 17). */
class ClusterRecordsIT {
    private static final String EXPORTS = "SELECT count(*) FROM proof_commitment WHERE kind::text IN ('10', 'EXPORT')";
    private static final Map<String, Integer> NUMBERS = Map.of("Patient", 101, "Observation", 96);

    private static LiveGateway gateway;
    private static JdbcClient store;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        store = JdbcClient.create(new DriverManagerDataSource(gateway.database.jdbcUrl(), "postgres", ""));
        String a = gateway.member("hospital-a");
        for (String id : List.of("objects", "agrees", "withdrew", "silent")) {
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Patient/" + id,
                            "{'resourceType':'Patient','id':'" + id + "','name':[{'family':'Clusterly'}]}"),
                    201);
            LiveGateway.expect(
                    gateway.put(
                            a,
                            "/fhir/Observation/o-" + id,
                            "{'resourceType':'Observation','id':'o-" + id + "','status':'final','code':{'coding':[{"
                                    + "'system':'http://loinc.org','code':'8867-4'}]},"
                                    + "'subject':{'reference':'Patient/" + id + "'}}"),
                    201);
        }
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Group/cluster-group",
                        "{'resourceType':'Group','id':'cluster-group','type':'person','actual':true,'member':[{"
                                + "'entity':{'reference':'Patient/agrees'}},{'entity':{'reference':'Patient/objects'}}]}"),
                201);
        store.sql("INSERT INTO research_objection VALUES ('objects', now())").update();
        for (String policy : List.of("research-shifted", "limited-dataset")) {
            store.sql("INSERT INTO research_study VALUES (:policy, 'analyst', 't', 's', :policy, '{}', '{}', 0, 'USD', "
                            + "now() + interval '1 day', interval '1 day', NULL, 'active', now())")
                    .param("policy", policy)
                    .update();
            for (String subject : List.of("objects:on-study", "agrees:on-study", "withdrew:withdrawn")) {
                store.sql("INSERT INTO research_subject VALUES (:study, :patient, :task, NULL, :state, now())")
                        .param("study", policy)
                        .param("patient", subject.split(":", 2)[0])
                        .param("task", policy + subject)
                        .param("state", subject.split(":", 2)[1])
                        .update();
            }
        }
    }

    /** A client has only so many runs open. */
    @AfterEach
    void withdraw() {
        store.sql("UPDATE cluster_run SET state = 'failed' WHERE state = 'open'")
                .update();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A run over HTTP, as its client opens it. */
    private static String opened(String client, String query) {
        return opened(client, "/fhir", query);
    }

    private static String opened(String client, String level, String query) {
        HttpResponse<String> answer = ExportClient.named(gateway, client, "system/*.rs")
                .post(level + "/$cluster-export?" + query, "{'resourceType':'Parameters'}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String url = answer.headers().firstValue("Content-Location").orElseThrow();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static long given(String run, int type) {
        return store.sql("SELECT count(*) FROM cluster_ranges(:run, 3) r, "
                        + "cluster_records(:run, r.after, r.up_to) c WHERE c.type = :type AND c.wanted "
                        + "AND c.deleted IS NULL")
                .param("run", run)
                .param("type", type)
                .query(Long.class)
                .single();
    }

    private static long onRecord(String what) {
        return store.sql(what).query(Long.class).single();
    }

    /** What waits for a schedule of the gateway. */
    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void assertRefused(String run) {
        assertThatThrownBy(() -> given(run, 101)).hasStackTraceContaining("no such run is open");
        assertThatThrownBy(() -> store.sql("SELECT * FROM cluster_terms(:run)")
                        .param("run", run)
                        .query(String.class)
                        .list())
                .hasStackTraceContaining("no such run is open");
        assertThatThrownBy(() -> ended(run, true)).hasStackTraceContaining("no such run is open");
    }

    private static void ended(String run, boolean clean) {
        store.sql("SELECT cluster_ended(:run, :clean, '{\"Patient\":3,\"somebody\":\"said\"}')")
                .param("run", run)
                .param("clean", clean)
                .query((row, index) -> 1)
                .list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void aClusterIsGivenWhatAnExportHolds(String policy) {
        for (String client : List.of("analyst", "another")) {
            ExportClient analyst = ExportClient.named(gateway, client, "system/*.rs");
            JsonNode manifest = analyst.manifest("/fhir/$export?_type=Patient,Observation&_deidentify=" + policy);
            String run = opened(client, "_deidentify=" + policy);

            NUMBERS.forEach((type, number) -> assertThat(given(run, number))
                    .as("%s of %s", type, client)
                    .isEqualTo(analyst.lines(manifest, type).size()));
        }
        assertThat(given(opened("analyst", "_deidentify=safe-harbor"), 101)).isEqualTo(3);
        assertThat(given(opened("analyst", "_deidentify=limited-dataset"), 101)).isEqualTo(1);
    }

    @Test
    void whatIsNeverExportedIsNotGiven() {
        String run = opened("analyst", "");
        for (int type : List.of(7, 9, 29, 128, 138)) {
            assertThat(given(run, type)).isZero();
        }
    }

    @Test
    void aRunIsOfItsTypesAlone() {
        String run = opened("analyst", "_type=Patient");

        assertThat(given(run, 96)).isZero();
        assertThat(given(run, 101)).isEqualTo(3);
    }

    /** Nothing leaves before it is on record: the run's own transaction puts it there. */
    @Test
    void isOnTheLedgerAndInTheAuditTrailBeforeAnythingIsRead() throws Exception {
        // Others' runs that are over get their entries soon, and would be counted with this one's.
        until(() -> onRecord(
                        "SELECT count(*) FROM cluster_run WHERE ending IS NULL AND (state <> 'open' OR expires < now())")
                == 0);
        long audited = onRecord("SELECT count(*) FROM resource WHERE type = 7");
        long committed = onRecord(EXPORTS);
        String run = opened("analyst", "_type=Patient");

        assertThat(onRecord(EXPORTS)).isEqualTo(committed + 1);
        assertThat(onRecord("SELECT count(*) FROM cluster_run WHERE run_id = '" + run
                        + "' AND opening LIKE '%\"cluster\":\"opened\"%' AND ending IS NULL"))
                .isOne();
        ended(run, true);
        assertRefused(run);
        until(() -> onRecord("SELECT count(*) FROM cluster_run WHERE run_id = '" + run
                        + "' AND ending LIKE '%\"Patient\":3%'")
                == 1);
        assertThat(onRecord(EXPORTS)).isEqualTo(committed + 2);
        until(() -> onRecord("SELECT count(*) FROM resource WHERE type = 7") >= audited + 2);
        JsonNode shown = LiveGateway.expect(ExportClient.analyst(gateway).get("/cluster-runs/" + run), 200);
        assertThat(shown.path("state").asString("")).isEqualTo("released");
        assertThat(shown.path("counts").toString()).isEqualTo("{\"Patient\":3}");
    }

    @Test
    void refusesWithoutAnOpenRun() {
        assertRefused("00000000-0000-0000-0000-000000000000");
        assertRefused("");
        String expired = opened("analyst", "");
        store.sql("UPDATE cluster_run SET expires = now() - interval '1 s' WHERE run_id = :run")
                .param("run", expired)
                .update();
        assertRefused(expired);
    }

    @Test
    void aRunThatWasWithdrawnGivesNothingAndReleasesNothing() {
        String run = opened("analyst", "");
        ExportClient analyst = ExportClient.analyst(gateway);

        assertThat(ExportClient.named(gateway, "another", "system/*.rs")
                        .delete("/cluster-runs/" + run)
                        .statusCode())
                .isEqualTo(403);
        assertThat(analyst.delete("/cluster-runs/" + run).statusCode()).isEqualTo(202);
        assertRefused(run);
        assertThat(analyst.get("/cluster-runs/nobody").statusCode()).isEqualTo(404);
        assertThat(gateway.get("", "/cluster-runs/" + run).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_typeFilter=Observation%3Fstatus%3Dfinal",
                "_typeFilter=Observation%3Fstatus%3Damended",
                "_typeFilter=Observation%3Fstatus%3Damended&_typeFilter=Observation%3Fcode%3D8867-4",
                "_typeFilter=Patient%3Fgender%3Dfemale&_type=Patient,Observation",
                "_since=2024-01-01T00:00:00Z",
                "_since=2024-01-01T00:00:00Z&_until=2025-01-01T00:00:00Z",
                "_type=Observation&_until=2999-01-01T00:00:00Z"
            })
    void aNarrowedRunIsGivenWhatTheSameExportHolds(String query) {
        ExportClient analyst = ExportClient.analyst(gateway);
        JsonNode manifest = analyst.manifest("/fhir/$export?" + query);
        String run = opened("analyst", query);

        NUMBERS.forEach((type, number) -> assertThat(given(run, number))
                .as(type)
                .isEqualTo(analyst.lines(manifest, type).size()));
        // Who they are decides what may be said of the others, asked for or not.
        assertThat(onRecord("SELECT count(*) FROM cluster_ranges('" + run + "', 2) r, cluster_records('" + run
                        + "', r.after, r.up_to) c WHERE c.type = 101 AND c.deleted IS NULL"))
                .isEqualTo(3);
    }

    @Test
    void aGroupsRunIsOfItsMembersAlone() {
        String run = opened("analyst", "/fhir/Group/cluster-group", "_type=Patient,Observation");

        assertThat(given(run, 101)).isOne();
        assertThat(given(run, 96)).isOne();
        assertThat(ExportClient.analyst(gateway)
                        .post("/fhir/Group/nobody/$cluster-export", "{'resourceType':'Parameters'}")
                        .statusCode())
                .isEqualTo(404);
    }

    /** Read stretch by stretch: whoever objects while a job runs is not in the next stretch. */
    @Test
    void whoObjectsMeanwhileIsNotGivenAnyMore() {
        String run = opened("analyst", "_typeFilter=Observation%3Fstatus%3Dfinal");
        assertThat(given(run, 96)).isEqualTo(3);

        store.sql("INSERT INTO research_objection VALUES ('silent', now())").update();
        try {
            assertThat(given(run, 96)).isEqualTo(2);
            assertThat(given(run, 101)).isEqualTo(2);
        } finally {
            store.sql("DELETE FROM research_objection WHERE patient_id = 'silent'")
                    .update();
        }
    }

    /** A version that no search has seen is given to nobody; it comes with the next run since then. */
    @Test
    void whatWasWrittenAfterTheSearchIsNotGiven() {
        String a = gateway.member("hospital-a");
        String run = opened("analyst", "_typeFilter=Observation%3Fstatus%3Dfinal");
        store.sql("UPDATE mark SET version = version + 1 WHERE name = :run")
                .param("run", run)
                .update();

        assertThat(given(run, 96)).isZero();
        assertThat(gateway.get(a, "/fhir/Observation/o-agrees").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsWhatWasDeletedSince() {
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Condition/gone",
                        "{'resourceType':'Condition','id':'gone','subject':{'reference':'Patient/agrees'}}"),
                201);
        gateway.delete(a, "/fhir/Condition/gone");
        String deleted =
                "SELECT count(*) FROM cluster_ranges('%1$s', 2) r, cluster_records('%1$s', r.after, r.up_to) c "
                        + "WHERE c.deleted = 'Condition/gone' AND c.wanted AND c.body IS NULL";

        assertThat(onRecord(deleted.formatted(opened("analyst", "_since=2024-01-01T00:00:00Z"))))
                .isOne();
        assertThat(onRecord(deleted.formatted(opened("analyst", "")))).isZero();
        assertThat(onRecord(deleted.formatted(opened("analyst", "_type=Patient&_since=2024-01-01T00:00:00Z"))))
                .isZero();
    }

    @Test
    void whatARunWasNarrowedToGoesWithIt() {
        String run = opened("analyst", "/fhir/Group/cluster-group", "_typeFilter=Observation%3Fstatus%3Dfinal");
        String kept = "SELECT (SELECT count(*) FROM mark WHERE name = '%1$s') + (SELECT count(*) FROM "
                + "cluster_run_patient WHERE run_id = '%1$s')";
        assertThat(onRecord(kept.formatted(run))).isGreaterThan(1);

        ended(run, true);

        until(() -> onRecord(kept.formatted(run)) == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "_typeFilter=Patient%3Fname%3DClusterly,403,_typeFilter",
        "_typeFilter=Patient%3Fnonsense%3Dtrue,400,unknown search parameter",
        "_typeFilter=nonsense,400,_typeFilter",
        "_since=2999-01-01T00:00:00Z,400,_since",
        "_since=yesterday,400,_since",
        "patient=Patient/agrees,400,patient",
        "_outputFormat=application/vnd.apache.parquet,400,_outputFormat",
        "_elements=id,400,_elements",
        "_type=Nonsense,400,_type",
        "_deidentify=identified,403,_deidentify"
    })
    void refusesWhatIsWrongAndWhatOnlyTheGatewaysOwnExportsCanDo(String query, int status, String named) {
        HttpResponse<String> answer =
                ExportClient.analyst(gateway).post("/fhir/$cluster-export?" + query, "{'resourceType':'Parameters'}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("OperationOutcome").contains(named);
    }

    @Test
    void isForAnalystsWhoseScopesCoverIt() {
        String body = "{'resourceType':'Parameters'}";

        assertThat(gateway.post(gateway.member("hospital-a"), "/fhir/$cluster-export", body, "Prefer", "respond-async")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ExportClient.named(gateway, "analyst", "system/Patient.rs")
                        .post("/fhir/$cluster-export?_type=Observation", body)
                        .statusCode())
                .isEqualTo(403);
    }
}
