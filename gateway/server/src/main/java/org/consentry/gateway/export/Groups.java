package org.consentry.gateway.export;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who belongs to a Group: its active members that are patients, at the moment the export is asked for. */
final class Groups {
    /** Nobody has this id: a group without patients exports nobody, not everybody. */
    private static final String NOBODY = "-";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;

    Groups(Records records) {
        this.records = records;
    }

    /**
     * The request for the group's patients; of the patients it names already, those in the group.
     *
     * @param pseudonym the name that a patient has in the exports of the caller's project
     * @throws Problem NOT_FOUND for an unknown Group
     */
    ExportRequest narrowed(ExportRequest asked, ResourceId group, Visibility visible, UnaryOperator<String> pseudonym) {
        Set<String> members = members(group, visible);
        if (!asked.patients().isEmpty()) {
            AskedPatients named = new AskedPatients(asked.patients(), pseudonym);
            members.removeIf(member -> !named.contains(member));
        }
        if (members.isEmpty()) {
            members.add(NOBODY);
        }
        return asked.ofPatients(members);
    }

    private Set<String> members(ResourceId group, Visibility visible) {
        JsonNode resource = records.current(group, visible)
                .filter(version -> version.json().length > 0)
                .map(version -> JSON.readTree(version.json()))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such Group"));
        Set<String> members = new HashSet<>();
        for (JsonNode member : resource.path("member")) {
            String reference = member.at("/entity/reference").asString("");
            if (reference.startsWith("Patient/") && !member.path("inactive").asBoolean(false)) {
                members.add(reference.substring("Patient/".length()));
            }
        }
        return members;
    }
}
