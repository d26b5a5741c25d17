package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DiskFullIT {
    private static final String TRANSACTION = """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"resource":{"resourceType":"Organization","id":"full","name":"B"},
               "request":{"method":"PUT","url":"Organization/full"}}]}
            """;

    @Test
    void answers503AndStoresNothingUntilThereIsRoom() {
        try (FhirServer server = new FhirServer()) {
            JdbcClient jdbc = JdbcClient.create(server.store.database.dataSource());
            // The error that a server gives whose disk is full, from the server itself.
            jdbc.sql("""
                    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$
                    """).update();
            jdbc.sql("CREATE TRIGGER full_disk BEFORE INSERT ON resource FOR EACH ROW EXECUTE FUNCTION full_disk()")
                    .update();

            HttpResponse<String> create =
                    server.post("hospital-a", "/Organization", "{'resourceType':'Organization','name':'A'}");
            HttpResponse<String> transaction = server.post("hospital-a", "", TRANSACTION);

            for (HttpResponse<String> answer : java.util.List.of(create, transaction)) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("OperationOutcome").doesNotContain("space", "Exception");
            }
            jdbc.sql("DROP TRIGGER full_disk ON resource").update();
            assertThat(server.get("hospital-a", "/Organization/full").statusCode())
                    .isEqualTo(404);
            assertThat(server.post("hospital-a", "", TRANSACTION).statusCode()).isEqualTo(200);
            assertThat(server.get("hospital-a", "/Organization/full").statusCode())
                    .isEqualTo(200);
        }
    }
}
