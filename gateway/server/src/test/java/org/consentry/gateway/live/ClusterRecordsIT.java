package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** What the database gives a cluster's job is what the gateway's own export holds, under every policy (decision 17). */
class ClusterRecordsIT {
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

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static long given(String client, String policy, int type) {
        return store.sql(
                        "SELECT count(*) FROM cluster_ranges(3) r, cluster_records(:client, :policy, r.after, r.up_to) c "
                                + "WHERE c.type = :type")
                .param("client", client)
                .param("policy", policy)
                .param("type", type)
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void aClusterIsGivenWhatAnExportHolds(String policy) {
        for (String client : List.of("analyst", "another")) {
            ExportClient analyst = ExportClient.named(gateway, client, "system/*.rs");
            JsonNode manifest = analyst.manifest("/fhir/$export?_type=Patient,Observation&_deidentify=" + policy);

            NUMBERS.forEach((type, number) -> assertThat(given(client, policy, number))
                    .as("%s of %s", type, client)
                    .isEqualTo(analyst.lines(manifest, type).size()));
        }
        assertThat(given("analyst", "safe-harbor", 101)).isEqualTo(3);
        assertThat(given("analyst", "limited-dataset", 101)).isEqualTo(1);
    }

    @Test
    void whatIsNeverExportedAndWhatIsNoPolicyIsNotGiven() {
        for (int type : List.of(7, 9, 29, 128, 138)) {
            assertThat(given("analyst", "safe-harbor", type)).isZero();
        }
        assertThat(given("analyst", "identified", 101)).isZero();
        assertThat(given("analyst", "", 101)).isZero();
    }
}
