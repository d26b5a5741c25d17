package org.consentry.gateway.export.extract;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.record.StoredVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which Provenances go with the exported resources of one patient. */
final class Provenances {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Provenances() {}

    /** @param exported references, such as {@code Observation/1} */
    static Set<StoredVersion> of(
            List<StoredVersion> candidates, Set<String> exported, Set<ExportRequest.Associated> asked) {
        Set<StoredVersion> relevant = new HashSet<>();
        Map<String, StoredVersion> latest = new HashMap<>();
        for (StoredVersion candidate : candidates) {
            for (JsonNode target : JSON.readTree(candidate.json()).path("target")) {
                String reference = target.path("reference").asString("").replaceFirst("/_history/.*", "");
                if (exported.contains(reference)) {
                    relevant.add(candidate);
                    latest.merge(reference, candidate, (a, b) -> b.updated().isBefore(a.updated()) ? a : b);
                }
            }
        }
        return asked.contains(ExportRequest.Associated.RELEVANT_PROVENANCE) ? relevant : Set.copyOf(latest.values());
    }
}
