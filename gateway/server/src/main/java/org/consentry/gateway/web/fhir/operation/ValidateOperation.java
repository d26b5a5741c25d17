package org.consentry.gateway.web.fhir.operation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.validation.Finding;
import org.consentry.gateway.validation.Validation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code $validate} and {@code [type]/$validate} of a resource that is sent, {@code [type]/[id]/$validate} of that or of
 * what is stored.
 *
 * @see <a href="https://hl7.org/fhir/R4/resource-operation-validate.html">$validate</a>
 */
@Component
class ValidateOperation implements FhirOperation {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> MODES = Set.of("", "create", "update", "delete", "profile");

    private final Validation validation;
    private final Disclosures disclosures;

    ValidateOperation(Validation validation, Disclosures disclosures) {
        this.validation = validation;
        this.disclosures = disclosures;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("validate", Level.SYSTEM, Level.TYPE, Level.INSTANCE)
                .definedAt("http://hl7.org/fhir/OperationDefinition/Resource-validate");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        JsonNode body = call.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(call.body());
        Optional<Parameters> parameters =
                asksByParameters(call, body) ? Optional.of(Parameters.read(call.body())) : Optional.empty();
        String mode = value(call, parameters, "mode").orElse("");
        if (!MODES.contains(mode)) {
            throw Problem.at(ProblemKind.MALFORMED, "mode", "create, update, delete or profile");
        }
        Optional<String> profile = value(call, parameters, "profile");
        if (profile.isPresent() && !validation.knows(profile.get())) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "profile", "this profile is not known here");
        }
        if (mode.equals("delete")) {
            // Whoever may not see it learns no more than that it is not there.
            disclosures.current(call);
            return answer(List.of());
        }
        Optional<byte[]> sent = parameters.isPresent()
                ? parameters.get().resource("resource")
                : Optional.of(call.body()).filter(bytes -> bytes.length > 0);
        byte[] resource = sent.orElseGet(() -> stored(call));
        List<Finding> findings = new ArrayList<>(identity(call, mode, JSON.readTree(resource)));
        findings.addAll(validation.of(resource, profile));
        return answer(findings);
    }

    private static boolean asksByParameters(FhirCall call, JsonNode body) {
        return body.path("resourceType").asString("").equals("Parameters")
                && !call.type().orElse("").equals("Parameters");
    }

    private byte[] stored(FhirCall call) {
        if (call.id().isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "resource", "this parameter is required");
        }
        return disclosures.current(call).json();
    }

    private static Optional<String> value(FhirCall call, Optional<Parameters> parameters, String name) {
        return call.parameter(name).or(() -> parameters.flatMap(p -> p.text(name)));
    }

    /** What the mode and the URL ask of type and id. */
    private static List<Finding> identity(FhirCall call, String mode, JsonNode resource) {
        List<Finding> findings = new ArrayList<>();
        String sent = resource.path("resourceType").asString("");
        String type = call.type().orElse(sent);
        String id = resource.path("id").asString("");
        if (!sent.equals(type)) {
            findings.add(new Finding("error", "resourceType", "The URL is for " + type));
        }
        if (mode.equals("update") && id.isEmpty()) {
            findings.add(new Finding("error", type + ".id", "An update needs the id"));
        }
        if (call.id().isPresent() && !id.isEmpty() && !id.equals(call.id().get())) {
            findings.add(new Finding("error", type + ".id", "Must be the id that the URL names"));
        }
        return findings;
    }

    private static FhirAnswer answer(List<Finding> findings) {
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        for (Finding finding : findings) {
            ObjectNode issue = outcome.withArray("issue")
                    .addObject()
                    .put("severity", finding.severity())
                    .put("code", finding.isError() ? "invalid" : "informational")
                    .put("diagnostics", finding.text());
            if (!finding.expression().isEmpty()) {
                issue.putArray("expression").add(finding.expression());
            }
        }
        if (findings.isEmpty()) {
            outcome.withArray("issue")
                    .addObject()
                    .put("severity", "information")
                    .put("code", "informational")
                    .put("diagnostics", "No issues");
        }
        return FhirAnswer.json(200, outcome.toString().getBytes(StandardCharsets.UTF_8));
    }
}
