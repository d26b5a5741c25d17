package org.consentry.gateway.export.extract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was deleted since, as transaction Bundles of DELETEs: a client that has the former export runs them. */
final class Deletions {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int OF_A_BUNDLE = 500;

    private final ExportOutput output;
    private final List<String> waiting = new ArrayList<>();

    Deletions(ExportOutput output) {
        this.output = output;
    }

    /** @param reference under the id that the client knows */
    void add(String reference) {
        waiting.add(reference);
        if (waiting.size() == OF_A_BUNDLE) {
            flush();
        }
    }

    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = bundle.putArray("entry");
        for (String reference : waiting) {
            entries.addObject().putObject("request").put("method", "DELETE").put("url", reference);
        }
        output.writeDeleted(bundle.toString().getBytes(StandardCharsets.UTF_8));
        waiting.clear();
    }
}
