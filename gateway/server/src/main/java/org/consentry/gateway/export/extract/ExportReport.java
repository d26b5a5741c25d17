package org.consentry.gateway.export.extract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.DropReport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is told about a job beside its files: counts and places, never a value. */
final class ExportReport {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ExportReport() {}

    /** What was dropped, and how alike the exported patients are; groups are counted by size, none is described. */
    static byte[] of(String policy, DropReport drops, Anonymity.Report anonymity) {
        ObjectNode report = JSON.createObjectNode();
        report.put("policy", policy);
        report.put("kept", drops.kept());
        report.set("droppedResources", JSON.valueToTree(drops.resources()));
        report.set("droppedFields", JSON.valueToTree(drops.fields()));
        ObjectNode alike = report.putObject("anonymity");
        alike.put("k", anonymity.k());
        alike.put("patients", anonymity.patients());
        ObjectNode sizes = alike.putObject("groupsBySize");
        anonymity
                .groupsBefore()
                .forEach((size, groups) -> sizes.put(size == anonymity.k() ? size + "+" : size.toString(), groups));
        ObjectNode steps = alike.putObject("toReachK");
        anonymity.suppressed().forEach((step, patients) -> steps.put(step.name(), patients));
        alike.put("smallestGroupThen", anonymity.smallestGroup());
        return report.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A line for the error file. */
    static byte[] outcome(String note) {
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "warning")
                .put("code", "not-supported")
                .put("diagnostics", note);
        return outcome.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The notes of a request. */
    static void notes(List<String> notes, ExportOutput output) {
        notes.forEach(note -> output.writeError(outcome(note)));
    }
}
