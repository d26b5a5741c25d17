package org.consentry.gateway.export.selection;

import java.util.HashSet;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who belongs to a Group: its active members that are patients, at the moment the export is asked for. */
final class Groups {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;

    Groups(Records records) {
        this.records = records;
    }

    /**
     * The request for the group's patients; of the patients it names already by their ids, those in the group.
     *
     * @throws Problem NOT_FOUND for an unknown Group
     */
    ExportRequest narrowed(ExportRequest asked, ResourceId group, Visibility visible) {
        Set<String> members = members(group, visible);
        if (!asked.patients().isEmpty()) {
            members.retainAll(asked.patients());
        }
        if (members.isEmpty()) {
            members.add(ExportRequest.NOBODY);
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
