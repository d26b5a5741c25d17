package org.consentry.gateway.registration;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Task {@code complete-profile} of a registered patient: open while something is missing, which it names. */
@Component
class ProfileTasks {
    private static final String SYSTEM = "https://consentry.org/fhir/CodeSystem/task";
    private static final String CODE = "complete-profile";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final Clock clock;

    ProfileTasks(Records records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Opens the Task, or says what is missing now, or closes it. One that was never needed is not made. */
    void keep(String patientId, List<String> missing) {
        ResourceId id = new ResourceId("Task", CODE + "-" + patientId);
        Optional<JsonNode> there = records.current(id, new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .map(version -> JSON.readTree(version.json()));
        if (there.isEmpty() && missing.isEmpty()) {
            return;
        }
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String since = there.map(task -> task.path("authoredOn").asString(now)).orElse(now);
        records.write(
                List.of(new Write.Put(id, task(id, patientId, missing, since, now), OptionalLong.empty())),
                Author.gateway());
    }

    private static byte[] task(ResourceId id, String patientId, List<String> missing, String since, String now) {
        ObjectNode task = JSON.createObjectNode()
                .put("resourceType", "Task")
                .put("id", id.id())
                .put("status", missing.isEmpty() ? "completed" : "requested")
                .put("intent", "order");
        task.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", SYSTEM)
                .put("code", CODE);
        task.put("description", "Complete your information");
        task.putObject("focus").put("reference", "Patient/" + patientId);
        task.putObject("for").put("reference", "Patient/" + patientId);
        task.put("authoredOn", since).put("lastModified", now);
        task.putObject("owner").put("reference", "Patient/" + patientId);
        for (String path : missing) {
            ObjectNode input = task.withArray("input").addObject();
            input.putObject("type").put("text", "missing");
            input.put("valueString", path);
        }
        return task.toString().getBytes(StandardCharsets.UTF_8);
    }
}
