package org.consentry.gateway.web.fhir;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OperationOutcomes.
 *
 * @see <a href="https://hl7.org/fhir/R4/operationoutcome.html">operationoutcome.html</a>
 */
public final class OutcomeJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OutcomeJson() {}

    /** What is told about a problem: place and rule, never content. */
    public static byte[] of(Problem problem) {
        ObjectNode outcome = outcome();
        ObjectNode issue = issue(outcome, "error", problem.kind().issueType(), problem.text());
        if (problem.expression() != null) {
            issue.putArray("expression").add(problem.expression());
        }
        return bytes(outcome);
    }

    /** Notes that are no errors. */
    static byte[] notes(List<String> texts) {
        ObjectNode outcome = outcome();
        texts.forEach(text -> issue(outcome, "information", "informational", text));
        if (texts.isEmpty()) {
            issue(outcome, "information", "informational", "Done");
        }
        return bytes(outcome);
    }

    /** A warning about what was asked for and is not in the answer. */
    static byte[] warning(String text) {
        ObjectNode outcome = outcome();
        issue(outcome, "warning", "not-supported", text);
        return bytes(outcome);
    }

    private static ObjectNode outcome() {
        return JSON.createObjectNode().put("resourceType", "OperationOutcome");
    }

    private static ObjectNode issue(ObjectNode outcome, String severity, String code, String text) {
        ArrayNode issues = outcome.withArray("issue");
        return issues.addObject().put("severity", severity).put("code", code).put("diagnostics", text);
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
