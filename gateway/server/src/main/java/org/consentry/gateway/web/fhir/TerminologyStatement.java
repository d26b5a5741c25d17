package org.consentry.gateway.web.fhir;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done about codes: {@code metadata?mode=terminology}. Code systems are not listed: which are known follows from
 * R4, the packages of the deployment and what was posted.
 *
 * @see <a href="https://hl7.org/fhir/R4/terminologycapabilities.html">terminologycapabilities.html</a>
 */
final class TerminologyStatement {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TerminologyStatement() {}

    static byte[] json(String base, String date, List<FhirOperation> operations) {
        ObjectNode statement = JSON.createObjectNode()
                .put("resourceType", "TerminologyCapabilities")
                .put("status", "active")
                .put("date", date)
                .put("kind", "instance");
        statement.putObject("software").put("name", "Consentry");
        statement
                .putObject("implementation")
                .put("description", "Consentry FHIR gateway")
                .put("url", base);
        if (offers(operations, "expand")) {
            ObjectNode expansion = statement.putObject("expansion");
            expansion.put("hierarchical", false).put("paging", true).put("incomplete", false);
            ArrayNode parameters = expansion.putArray("parameter");
            List.of("url", "filter", "offset", "count")
                    .forEach(name -> parameters.addObject().put("name", name));
        }
        statement.put("codeSearch", "explicit");
        if (offers(operations, "validate-code")) {
            statement.putObject("validateCode").put("translations", false);
        }
        if (offers(operations, "translate")) {
            statement.putObject("translation").put("needsMap", true);
        }
        return statement.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean offers(List<FhirOperation> operations, String name) {
        return operations.stream()
                .anyMatch(operation -> operation.shape().name().equals(name));
    }
}
