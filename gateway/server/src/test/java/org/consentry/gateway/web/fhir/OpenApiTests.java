package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void describesWhatTheCapabilityStatementSays() {
        Capabilities capabilities = new Capabilities(
                "http://localhost/fhir",
                "http://localhost/realm",
                "2026-11-20T00:00:00Z",
                List.of(),
                List.of(),
                org.consentry.gateway.record.definition.Definitions.r4()::parameters);

        JsonNode document = JSON.readTree(new OpenApi(capabilities.json(), "http://localhost").json());

        JsonNode paths = document.path("paths");
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(paths.path("/fhir/Patient/{id}").propertyNames()).contains("get", "put", "patch", "delete");
        assertThat(paths.at("/~1fhir~1Patient/get/parameters").toString()).contains("\"birthdate\"");
        assertThat(paths.has("/fhir/Patient/$everything")).isTrue();
        assertThat(paths.has("/intake/hl7v2")).isTrue();
        assertThat(paths.has("/fhir/Nonsense")).isFalse();
    }
}
