package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsIT {
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void figuresAreTheOperatorsAlone() {
        assertThat(gateway.get("", "/actuator/prometheus").statusCode()).isEqualTo(401);
        assertThat(gateway.get(gateway.member("hospital-a"), "/actuator/prometheus")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(gateway.service("analyst", "system/*.rs"), "/actuator/prometheus")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(gateway.service("operator", "system/*.rs"), "/actuator/env")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get("", "/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void figuresNameNoPatientAndNoQuery() {
        gateway.get(gateway.member("hospital-a"), "/fhir/Patient/sentinel-4711?_elements=sentinel");
        gateway.get(gateway.member("hospital-a"), "/fhir/Patient?name=sentinel");

        HttpResponse<String> figures = gateway.get(gateway.service("operator", "system/*.rs"), "/actuator/prometheus");

        assertThat(figures.statusCode()).isEqualTo(200);
        assertThat(figures.body())
                .contains(
                        "http_server_requests_seconds_count",
                        "consentry_ledger_refusing",
                        "consentry_journal_stuck",
                        "hikaricp_connections")
                .doesNotContain("sentinel");
    }
}
