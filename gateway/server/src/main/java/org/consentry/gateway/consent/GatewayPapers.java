package org.consentry.gateway.consent;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps members from writing what people take for the gateway's word: who signed a consent, what waits for an answer.
 * Hospitals send Provenances and Tasks of their own; about consents, and under the gateway's codes, they do not.
 */
@Component
class GatewayPapers implements WriteParticipant {
    /** System of the codes of the gateway's own Tasks. */
    static final String TASKS = "https://consentry.org/fhir/CodeSystem/task";

    /** What precedes a consent's id in the id of the Provenance with the patient's signature. */
    static final String SIGNATURE = "signature-of-";

    private static final Set<String> TYPES = Set.of("Provenance", "Task");
    private static final Pattern ABOUT_CONSENT = Pattern.compile("(.*/)?(Consent|AuditEvent)/.*");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        for (StoredVersion version : batch.versions()) {
            if (TYPES.contains(version.id().type()) && version.json().length > 0 && isOurs(version)) {
                throw Problem.of(ProblemKind.FORBIDDEN, "This is the gateway's own to write");
            }
        }
    }

    private static boolean isOurs(StoredVersion version) {
        JsonNode resource = JSON.readTree(version.json());
        if (version.id().type().equals("Task")) {
            return has(resource.path("code").path("coding"), "system", TASKS);
        }
        return version.id().id().startsWith(SIGNATURE)
                || resource.path("target").valueStream().anyMatch(target -> ABOUT_CONSENT
                        .matcher(target.path("reference").asString(""))
                        .matches());
    }

    private static boolean has(JsonNode list, String name, String value) {
        return list.valueStream().anyMatch(node -> node.path(name).asString("").equals(value));
    }
}
