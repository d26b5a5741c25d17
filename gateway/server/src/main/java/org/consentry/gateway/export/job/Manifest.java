package org.consentry.gateway.export.job;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.consentry.gateway.export.ExportFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifest of a finished export.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/export.html">Bulk Data Access</a>
 */
public final class Manifest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Manifest() {}

    /**
     * What the client gets.
     *
     * @param filesUrl where the job's files are, without a slash at the end
     */
    public static byte[] of(ExportJob job, ExportJob.State.Done done, String filesUrl) {
        ObjectNode manifest = facts(job, done.transactionTime());
        manifest.put("outputFormat", job.asked().shape().format().mediaType());
        files(manifest, "output", ExportFile.Kind.OUTPUT, done, filesUrl);
        files(manifest, "deleted", ExportFile.Kind.DELETED, done, filesUrl);
        files(manifest, "error", ExportFile.Kind.ERROR, done, filesUrl);
        done.files().stream()
                .filter(file -> file.kind() == ExportFile.Kind.REPORT)
                .forEach(file -> manifest.withObject("/extension")
                        .put("https://consentry.org/deidentification-report", filesUrl + "/" + file.name()));
        return manifest.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a client of {@code $viewdefinition-export} gets: Parameters with the address of every table.
     *
     * @param filesUrl as of {@link #of}
     */
    public static byte[] tables(ExportJob job, ExportJob.State.Done done, String filesUrl) {
        ObjectNode answer = JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode parameters = answer.putArray("parameter");
        parameters.addObject().put("name", "exportId").put("valueString", job.id());
        parameters.addObject().put("name", "status").put("valueCode", "completed");
        parameters
                .addObject()
                .put("name", "_format")
                .put("valueCode", job.asked().shape().format().ending());
        parameters
                .addObject()
                .put("name", "exportEndTime")
                .put("valueInstant", done.transactionTime().toString());
        for (ExportFile file : done.files()) {
            if (file.kind() == ExportFile.Kind.OUTPUT) {
                ArrayNode parts = parameters.addObject().put("name", "output").putArray("part");
                parts.addObject().put("name", "name").put("valueString", file.type());
                parts.addObject().put("name", "location").put("valueUri", filesUrl + "/" + file.name());
                parts.addObject().put("name", "rows").put("valueDecimal", file.resources());
            }
        }
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void files(
            ObjectNode manifest, String member, ExportFile.Kind kind, ExportJob.State.Done done, String filesUrl) {
        ArrayNode array = manifest.putArray(member);
        for (ExportFile file : done.files()) {
            if (file.kind() == kind) {
                array.addObject()
                        .put("type", file.type())
                        .put("url", filesUrl + "/" + file.name())
                        .put("count", file.resources());
            }
        }
    }

    /** What the ledger commits to. */
    static byte[] facts(ExportJob job, Instant at, List<ExportFile> files) {
        ObjectNode manifest = facts(job, at);
        ArrayNode output = manifest.putArray("output");
        files.forEach(file -> output.addObject().put("type", file.type()).put("count", file.resources()));
        return manifest.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode facts(ExportJob job, Instant at) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("transactionTime", at.toString());
        manifest.put("request", job.requestUrl());
        manifest.put("requiresAccessToken", true);
        ObjectNode extension = manifest.putObject("extension");
        extension.put("https://consentry.org/deidentification-policy", job.policy());
        if (job.owner().isPresent()) {
            extension.put("https://consentry.org/files-go", "when-fetched");
        } else {
            extension.put("https://consentry.org/leak-scan", "clean");
        }
        if (job.policy().startsWith("research-shifted")) {
            extension.put("https://consentry.org/expert-determination", "required");
        }
        return manifest;
    }
}
