package org.consentry.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job over the gateway's own tables, whose rows are packed as the gateway packs them. */
class StoreIT {
    private static final int PATIENTS = 20;
    private static final int PATIENT = 101;
    private static final int OBSERVATION = 96;
    private static final int AUDIT_EVENT = 7;
    private static final Path ROOT = Path.of(System.getProperty("consentry.root"));

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static String url = "";

    @BeforeAll
    static void fill() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().start();
        url = postgres.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*", "");
        Files.writeString(folder.resolve("key"), "00112233445566778899aabbccddeeff".repeat(2));
        try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
            for (String migration : List.of(
                    "V100__record_store",
                    "V801__research",
                    "V804__cluster",
                    "V830__cluster_run",
                    "V860__cluster_selection")) {
                run(
                        connection,
                        Files.readString(
                                ROOT.resolve("gateway/server/src/main/resources/db/migration/" + migration + ".sql")));
            }
            for (int i = 1; i <= PATIENTS; i++) {
                put(
                        connection,
                        i,
                        i,
                        PATIENT,
                        "p-" + i,
                        "{\"resourceType\":\"Patient\",\"id\":\"p-" + i
                                + "\",\"gender\":\"female\",\"name\":[{\"family\":\"Storeson" + i + "\"}]}");
                put(
                        connection,
                        i,
                        100 + i,
                        OBSERVATION,
                        "o-" + i,
                        "{\"resourceType\":\"Observation\",\"id\":\"o-" + i
                                + "\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":"
                                + "\"8867-4\"}]},\"subject\":{\"reference\":\"Patient/p-" + i + "\"}}");
                put(connection, i, 200 + i, AUDIT_EVENT, "a-" + i, "{\"resourceType\":\"AuditEvent\",\"id\":\"a\"}");
            }
            run(connection, "INSERT INTO research_objection VALUES ('p-3', now())");
            run(
                    connection,
                    "INSERT INTO research_study VALUES ('s', 'analyst', 't', 's', 'research-shifted', '{}', '{}', 0, "
                            + "'USD', now() + interval '1 day', interval '1 day', NULL, 'active', now())");
            run(
                    connection,
                    "INSERT INTO research_subject VALUES ('s', 'p-3', 't3', NULL, 'on-study', now()), "
                            + "('s', 'p-4', 't4', NULL, 'on-study', now()), ('s', 'p-5', 't5', NULL, 'withdrawn', now())");
            run(connection, "CREATE ROLE consentry_cluster LOGIN");
            run(
                    connection,
                    "GRANT EXECUTE ON FUNCTION cluster_terms(text), cluster_ranges(text, integer), "
                            + "cluster_records(text, bigint, bigint), cluster_ended(text, boolean, jsonb) "
                            + "TO consentry_cluster");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void put(Connection connection, long subject, long rid, int type, String id, String json)
            throws IOException, SQLException {
        byte[] plain = json.getBytes(StandardCharsets.UTF_8);
        boolean packed = rid % 2 == 0;
        try (PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO resource (subject, rid, self, type, "
                                + "version, change, updated, codec, source, id, body) VALUES (?, ?, ?, ?, 1, 0, 0, ?, 'a', ?, ?)");
                ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.loadDict(Files.readAllBytes(ROOT.resolve(
                    "gateway/server/src/main/resources/org/consentry/gateway/record/row/dictionary-1.zdict")));
            statement.setLong(1, subject);
            statement.setLong(2, rid);
            statement.setLong(3, rid);
            statement.setInt(4, type);
            statement.setInt(5, packed ? 2 : 0);
            statement.setString(6, id);
            statement.setBytes(7, packed ? context.compress(plain) : plain);
            statement.executeUpdate();
        }
    }

    /** As the gateway opens one. */
    private static void open(String run, String policy, String types, String numbers) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
            run(
                    connection,
                    "INSERT INTO cluster_run (run_id, client_id, policy, types, numbers, state, opening, counts, ending, "
                            + "opened, expires) VALUES ('" + run + "', 'analyst', '" + policy + "', '" + types + "', '"
                            + numbers + "', 'open', '{}', '{}', NULL, now(), now() + interval '1 hour')");
        }
    }

    private static String asked(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static SparkProcess.Ended ended(String master, String run, String out, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                url,
                folder.resolve(out).toString(),
                "--run",
                run,
                "--key-file",
                folder.resolve("key").toString()));
        arguments.addAll(List.of(more));
        return new SparkProcess(master, folder).run(arguments);
    }

    private static List<String> job(String master, String run, String out, String... more)
            throws IOException, InterruptedException {
        SparkProcess.Ended ended = ended(master, run, out, more);
        assertThat(ended.code()).as(ended.said()).isZero();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(out))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static long count(List<String> lines, String type) {
        return lines.stream()
                .filter(line -> line.contains("\"resourceType\":\"" + type + "\""))
                .count();
    }

    @Test
    void twoWorkersReadWhatIsReleasedAndNobodyWhoObjects() throws Exception {
        open("run-safe", "safe-harbor", "{}", "{}");

        List<String> lines = job("local-cluster[2,1,1024]", "run-safe", "out-safe", "--parts", "5");

        assertThat(count(lines, "Patient")).isEqualTo(PATIENTS - 1);
        assertThat(count(lines, "Observation")).isEqualTo(PATIENTS - 1);
        assertThat(lines).hasSize(2 * (PATIENTS - 1)).allSatisfy(line -> assertThat(line)
                .doesNotContain("Storeson"));
        assertThat(Files.readString(folder.resolve("out-safe/manifest.json")))
                .contains("\"policy\":\"safe-harbor\"", "{\"type\":\"Patient\",\"count\":" + (PATIENTS - 1) + "}");
        assertThat(asked("SELECT state || counts::text FROM cluster_run WHERE run_id = 'run-safe'"))
                .isEqualTo("released{\"Patient\": 19, \"Observation\": 19}");
    }

    @Test
    void underAnotherPolicyOnlyWhoSaidYesAndOnlyTheRunsTypes() throws Exception {
        open("run-shifted", "research-shifted", "{Observation}", "{96}");

        List<String> lines = job("local[2]", "run-shifted", "out-shifted");

        assertThat(count(lines, "Observation")).isEqualTo(1);
        assertThat(lines).hasSize(1);
    }

    @Test
    void aNarrowedRunHoldsWhatWasFoundAndTellsWhatWasDeleted() throws Exception {
        open("run-narrow", "safe-harbor", "{Observation}", "{96}");
        try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
            put(connection, 7, 307, OBSERVATION, "gone-7", "{}");
            run(connection, "UPDATE resource SET change = 2, body = '' WHERE rid = 307");
            run(
                    connection,
                    "UPDATE cluster_run SET since = -1, filtered = '{96}', names = '{\"96\":\"Observation\"}' "
                            + "WHERE run_id = 'run-narrow'");
            run(
                    connection,
                    "INSERT INTO mark SELECT 'run-narrow', self, version FROM resource WHERE rid IN (103, 104, 105)");
        }

        List<String> lines = job("local[2]", "run-narrow", "out-narrow", "--parts", "3");

        // Patient 3 objects; the Patients themselves were not asked for.
        assertThat(count(lines, "Observation")).isEqualTo(2);
        assertThat(count(lines, "Patient")).isZero();
        assertThat(lines)
                .filteredOn(line -> line.contains("\"method\":\"DELETE\""))
                .singleElement()
                .asString()
                .contains("\"resourceType\":\"Bundle\"", "\"url\":\"Observation/")
                .doesNotContain("gone-7");
        assertThat(lines).hasSize(3);
        assertThat(Files.readString(folder.resolve("out-narrow/manifest.json")))
                .contains("\"transactionTime\":\"", "{\"type\":\"Observation\",\"count\":2}", "\"deleted\":1");
    }

    @Test
    void withoutAnOpenRunThereIsNothing() throws Exception {
        SparkProcess.Ended ended = ended("local[2]", "nobody-opened-it", "out-none");

        assertThat(ended.code()).isNotZero();
        assertThat(ended.said()).contains("no such run is open");
        assertThat(folder.resolve("out-none")).doesNotExist();
    }

    @Test
    void theJobsAccountReadsNoTable() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "consentry_cluster", "");
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "resource",
                    "research_subject",
                    "research_objection",
                    "cluster_run",
                    "cluster_run_patient",
                    "mark")) {
                assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                () -> statement.executeQuery("SELECT * FROM " + table)))
                        .hasMessageContaining("permission denied");
            }
        }
    }
}
