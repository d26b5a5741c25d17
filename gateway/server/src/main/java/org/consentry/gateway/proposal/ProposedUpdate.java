package org.consentry.gateway.proposal;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Task of code {@code propose-update}, found to be one that could be carried out: its {@code input} refers to a
 * contained Bundle of type transaction, each entry of which creates a resource of the patient's or replaces one in the
 * version that {@code ifMatch} names.
 *
 * @param patientId whose record would change
 * @param task the Task as it came or as it is stored
 */
record ProposedUpdate(String patientId, ObjectNode task) {
    /** What may be proposed: what the patient can judge. */
    static final Set<String> TYPES = Set.of("Condition", "AllergyIntolerance");

    private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9\\-.]{1,64})");
    private static final Pattern ETAG = Pattern.compile("W/\"\\d{1,9}\"");
    private static final int MOST = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads a Task. @throws Problem UNPROCESSABLE naming the element that is not acceptable */
    static ProposedUpdate read(byte[] json) {
        if (!(JSON.readTree(json) instanceof ObjectNode task) || !ProposalKind.UPDATE.isOf(task)) {
            throw refused("code", ProposalKind.UPDATE.code());
        }
        var named = PATIENT.matcher(task.path("for").path("reference").asString(""));
        if (!named.matches()) {
            throw refused("for", "a reference Patient/[id]");
        }
        ProposedUpdate proposed = new ProposedUpdate(named.group(1), task);
        proposed.requireChanges();
        return proposed;
    }

    private void requireChanges() {
        JsonNode entries = changes().path("entry");
        if (entries.isEmpty() || entries.size() > MOST) {
            throw refused("input", "a contained Bundle with 1 to " + MOST + " entries");
        }
        int index = 0;
        for (JsonNode entry : entries) {
            require(entry, "contained.entry[" + index++ + "]");
        }
    }

    private void require(JsonNode entry, String place) {
        JsonNode resource = entry.path("resource");
        String type = resource.path("resourceType").asString("");
        if (!TYPES.contains(type)) {
            throw refused(place + ".resource", "a Condition or an AllergyIntolerance");
        }
        String subject = type.equals("Condition") ? "subject" : "patient";
        if (!resource.path(subject).path("reference").asString("").equals("Patient/" + patientId)) {
            throw refused(place + ".resource." + subject, "the patient whom the Task is for");
        }
        JsonNode request = entry.path("request");
        String url = request.path("url").asString("");
        switch (request.path("method").asString("")) {
            case "POST" -> {
                if (!url.equals(type)) {
                    throw refused(place + ".request.url", type);
                }
            }
            case "PUT" -> {
                if (!url.equals(type + "/" + resource.path("id").asString(""))) {
                    throw refused(place + ".request.url", type + "/[id of the resource]");
                }
                if (!ETAG.matcher(request.path("ifMatch").asString("")).matches()) {
                    throw refused(place + ".request.ifMatch", "the version that the change was made for");
                }
            }
            default -> throw refused(place + ".request.method", "POST or PUT");
        }
    }

    /** The transaction that carries it out. */
    byte[] transaction() {
        ObjectNode bundle = changes().deepCopy();
        bundle.remove("id");
        return bundle.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode changes() {
        String reference = task.path("input")
                .path(0)
                .path("valueReference")
                .path("reference")
                .asString("");
        for (JsonNode contained : task.path("contained")) {
            boolean named = reference.equals("#" + contained.path("id").asString(""));
            if (named && contained instanceof ObjectNode bundle && isTransaction(bundle)) {
                return bundle;
            }
        }
        throw refused("input", "a reference to a contained Bundle of type transaction");
    }

    private static boolean isTransaction(ObjectNode bundle) {
        return bundle.path("resourceType").asString("").equals("Bundle")
                && bundle.path("type").asString("").equals("transaction");
    }

    /** The Task as it is stored: who asks, the state and the time are the server's. */
    byte[] requested(OrganizationId requester, String at) {
        ObjectNode stored = JSON.createObjectNode();
        stored.put("resourceType", "Task");
        stored.putArray("contained").add(changes());
        stored.put("status", "requested").put("intent", "proposal");
        stored.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", ProposalKind.SYSTEM)
                .put("code", ProposalKind.UPDATE.code());
        if (task.path("description").isString()) {
            stored.set("description", task.path("description"));
        }
        stored.putObject("for").put("reference", "Patient/" + patientId);
        stored.put("authoredOn", at);
        stored.putObject("requester").put("reference", requester.reference());
        stored.putObject("owner").put("reference", "Patient/" + patientId);
        ObjectNode input = stored.putArray("input").addObject();
        input.putObject("type").put("text", "changes");
        input.putObject("valueReference")
                .put("reference", "#" + changes().path("id").asString(""));
        return stored.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The Task in another state. */
    byte[] in(String status) {
        ObjectNode answered = task.deepCopy();
        answered.remove("meta");
        answered.put("status", status);
        return answered.toString().getBytes(StandardCharsets.UTF_8);
    }

    boolean isOpen() {
        return task.path("status").asString("").equals("requested");
    }

    private static Problem refused(String element, String expected) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "Task." + element, expected);
    }
}
