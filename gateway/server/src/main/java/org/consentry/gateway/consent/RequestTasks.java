package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Task {@code consent-request} in a patient's record: a request waits for her answer, until when, and whose it is. It
 * lies in her record alone, so its id is one that nobody can guess: a requester who could would learn whether there is a
 * patient. All methods join the caller's transaction.
 */
@Component
class RequestTasks {
    private static final String CODE = "consent-request";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final ConsentSettings settings;

    RequestTasks(Records records, ConsentSettings settings) {
        this.records = records;
        this.settings = settings;
    }

    /** A request of the patient's waits. */
    void open(StoredVersion consent, String patientId, Instant now) {
        ObjectNode asked = ConsentJson.parse(consent.json());
        ObjectNode task = JSON.createObjectNode()
                .put("resourceType", "Task")
                .put("status", "requested")
                .put("intent", "order");
        task.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", GatewayPapers.TASKS)
                .put("code", CODE);
        task.put("description", "Answer a request for consent");
        task.putObject("focus").put("reference", consent.id().reference());
        task.putObject("for").put("reference", "Patient/" + patientId);
        task.put("authoredOn", seconds(now)).put("lastModified", seconds(now));
        task.set("requester", asked.path("organization").path(0));
        task.putObject("owner").put("reference", "Patient/" + patientId);
        task.putObject("restriction").putObject("period").put("end", seconds(now.plus(settings.answerWithin())));
        records.write(List.of(new Write.Create("Task", bytes(task))), Author.gateway());
    }

    /** Nothing waits any more: the Task is completed after a yes, rejected after a no, cancelled when nobody asks. */
    void closed(ResourceId consent, String status, Instant now) {
        String query = "focus=" + consent.reference() + "&status=requested&code=" + GatewayPapers.TASKS + "%7C" + CODE;
        for (StoredVersion open : records.search("Task", query, new Visibility.Everything(), 1)) {
            ObjectNode task = ConsentJson.parse(open.json());
            task.remove("meta");
            task.put("status", status).put("lastModified", seconds(now));
            records.write(List.of(new Write.Put(open.id(), bytes(task), OptionalLong.empty())), Author.gateway());
        }
    }

    private static byte[] bytes(ObjectNode task) {
        return task.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
