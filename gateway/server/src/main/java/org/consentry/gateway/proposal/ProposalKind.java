package org.consentry.gateway.proposal;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a Task proposes, as its code says. Tasks of other codes are their members' own. */
public enum ProposalKind {
    UPDATE("propose-update"),
    ROLE("role-change");

    static final String SYSTEM = "https://consentry.org/fhir/CodeSystem/task";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String code;

    ProposalKind(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    /** The kind of a Task; empty for any other resource. */
    public static Optional<ProposalKind> of(byte[] json) {
        try {
            JsonNode task = JSON.readTree(json);
            return Arrays.stream(values()).filter(kind -> kind.isOf(task)).findFirst();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    boolean isOf(JsonNode task) {
        return task.path("code")
                .path("coding")
                .valueStream()
                .anyMatch(coding -> coding.path("system").asString("").equals(SYSTEM)
                        && coding.path("code").asString("").equals(code));
    }

    /** Searches for the Tasks of this kind that wait for an answer. */
    String open() {
        return "status=requested&code=" + SYSTEM + "%7C" + code;
    }
}
