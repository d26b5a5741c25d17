package org.consentry.gateway.proposal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Task of code {@code role-change}: a practitioner is to have a role in the organization that asks. Which organization
 * that is follows from who stored the Task and never from what the Task says.
 *
 * @param practitioner reference of whom the role is for, who alone answers
 * @param task the Task as it came or as it is stored
 */
record ProposedRole(String practitioner, ObjectNode task) {
    static final Duration OPEN = Duration.ofHours(24);

    private static final Pattern PRACTITIONER = Pattern.compile("Practitioner/[A-Za-z0-9\\-.]{1,64}");
    private static final int MOST_CODINGS = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads a Task. @throws Problem UNPROCESSABLE naming the element that is not acceptable */
    static ProposedRole read(byte[] json) {
        if (!(JSON.readTree(json) instanceof ObjectNode task) || !ProposalKind.ROLE.isOf(task)) {
            throw refused("code", ProposalKind.ROLE.code());
        }
        String named = task.path("for").path("reference").asString("");
        if (!PRACTITIONER.matcher(named).matches()) {
            throw refused("for", "a reference Practitioner/[id]");
        }
        JsonNode codings = role(task).path("coding");
        boolean coded = codings.valueStream()
                .anyMatch(coding -> !coding.path("code").asString("").isBlank());
        if (task.path("input").size() != 1 || !coded || codings.size() > MOST_CODINGS) {
            throw refused("input", "one valueCodeableConcept with the code of the role");
        }
        return new ProposedRole(named, task);
    }

    private static JsonNode role(ObjectNode task) {
        return task.path("input").path(0).path("valueCodeableConcept");
    }

    /** The Task as it is stored: who asks, the state and the times are the server's. */
    byte[] requested(OrganizationId requester, Instant at) {
        ObjectNode stored = JSON.createObjectNode();
        stored.put("resourceType", "Task").put("status", "requested").put("intent", "proposal");
        stored.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", ProposalKind.SYSTEM)
                .put("code", ProposalKind.ROLE.code());
        stored.putObject("for").put("reference", practitioner);
        stored.put("authoredOn", at.toString());
        stored.putObject("requester").put("reference", requester.reference());
        stored.putObject("owner").put("reference", practitioner);
        stored.putObject("restriction")
                .putObject("period")
                .put("start", at.toString())
                .put("end", at.plus(OPEN).toString());
        ObjectNode input = stored.putArray("input").addObject();
        input.putObject("type").put("text", "role");
        ObjectNode asked = input.putObject("valueCodeableConcept");
        for (String element : new String[] {"coding", "text"}) {
            if (role(task).has(element)) {
                asked.set(element, role(task).get(element));
            }
        }
        return bytes(stored);
    }

    boolean isOpen() {
        return task.path("status").asString("").equals("requested");
    }

    /** Whether its day is over, by what it says itself; one that does not say has no time at all. */
    boolean isOver(Instant now) {
        String end = task.path("restriction").path("period").path("end").asString("");
        try {
            return !now.isBefore(OffsetDateTime.parse(end).toInstant());
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    /** What accepting stores. */
    byte[] role(OrganizationId organization) {
        ObjectNode role = JSON.createObjectNode();
        role.put("resourceType", "PractitionerRole").put("active", true);
        role.putObject("practitioner").put("reference", practitioner);
        role.putObject("organization").put("reference", organization.reference());
        role.putArray("code").add(role(task).deepCopy());
        return bytes(role);
    }

    /** The Task with its answer, and what came of it. */
    byte[] answered(String status, String output) {
        ObjectNode answered = task.deepCopy();
        answered.remove("meta");
        answered.put("status", status);
        if (!output.isEmpty()) {
            ObjectNode made = answered.putArray("output").addObject();
            made.putObject("type").put("text", "role");
            made.putObject("valueReference").put("reference", output);
        }
        return bytes(answered);
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Problem refused(String element, String expected) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "Task." + element, expected);
    }
}
