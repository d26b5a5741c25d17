package org.consentry.gateway.export;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
        ArrayNode output = manifest.putArray("output");
        for (ExportFile file : done.files()) {
            output.addObject()
                    .put("type", file.type())
                    .put("url", filesUrl + "/" + file.name())
                    .put("count", file.resources());
        }
        manifest.putArray("deleted");
        manifest.putArray("error");
        return manifest.toString().getBytes(StandardCharsets.UTF_8);
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
        extension.put("https://consentry.org/leak-scan", "clean");
        return manifest;
    }
}
