package org.consentry.gateway.attachment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Whose content is, as far as it can be told before the record is stored.
 *
 * Mostly a resource names its patient by id, and content is sealed to that patient at once. Sometimes the id comes to be
 * only with the record: the patient stands in the same Bundle and is created, perhaps conditionally, or is referred to
 * by a search. Then the content is sealed to the escrow key for a provisional owner, "?" and what identifies the patient
 * (the same words each time the same message is sent, so that it finds its content again), and the transaction that
 * stores the record gives it to the patient. A Binary without a securityContext belongs to whoever points to it.
 */
final class Owners {
    static final String PROVISIONAL = "?";

    private static final Pattern PATIENT =
            Pattern.compile("(?:https?://.{1,500}/)?Patient/([A-Za-z0-9\\-.]{1,64})(?:/_history/[^/]{1,64})?");
    private static final String[] ELEMENTS = {"subject", "patient", "securityContext", "beneficiary"};

    private final Map<String, String> patients = new HashMap<>();
    private final Map<String, String> pointedTo = new HashMap<>();
    private final String source;

    Owners(String source) {
        this.source = source;
    }

    /**
     * Learns who the patients among resources are.
     *
     * @param id the logical id the resource will have, when known
     */
    void meetPatient(String fullUrl, Optional<String> id, String condition, ObjectNode resource) {
        if (resource.path("resourceType").asString("").equals("Patient")) {
            String owner = id.orElseGet(() -> provisional(
                    condition.isEmpty() ? resource.path("identifier").toString() : condition));
            patients.put(fullUrl, owner);
            id.ifPresent(known -> patients.put("Patient/" + known, owner));
        }
    }

    /** Learns what a resource points to. */
    void meetPointers(ObjectNode resource) {
        if (!resource.path("resourceType").asString("").equals("Binary")) {
            named(resource).ifPresent(owner -> pointers(resource, owner));
        }
    }

    private void pointers(JsonNode node, String owner) {
        if (node instanceof ObjectNode object) {
            String url = object.path("url").asString("");
            if (url.startsWith("Binary/") || url.startsWith("urn:uuid:")) {
                pointedTo.putIfAbsent(url, owner);
            }
            object.properties().forEach(member -> pointers(member.getValue(), owner));
        } else if (node instanceof ArrayNode array) {
            array.forEach(item -> pointers(item, owner));
        }
    }

    /** The owner of a resource's content: a patient's id, or a provisional owner. */
    String of(String fullUrl, Optional<String> id, ObjectNode resource) {
        String type = resource.path("resourceType").asString("");
        if (type.equals("Patient")) {
            return Optional.ofNullable(patients.get(fullUrl)).or(() -> id).orElseGet(Owners::stranger);
        }
        return named(resource)
                .or(() -> Optional.ofNullable(pointedTo.get(fullUrl)))
                .or(() -> id.map(known -> pointedTo.get(type + "/" + known)))
                .orElseGet(Owners::stranger);
    }

    private Optional<String> named(ObjectNode resource) {
        for (String element : ELEMENTS) {
            String reference = resource.path(element).path("reference").asString("");
            Matcher matcher = PATIENT.matcher(reference);
            if (patients.containsKey(reference)) {
                return Optional.ofNullable(patients.get(reference));
            }
            if (matcher.matches()) {
                return Optional.of(matcher.group(1));
            }
            if (reference.startsWith("Patient?")) {
                return Optional.of(provisional(reference.substring("Patient?".length())));
            }
        }
        return Optional.empty();
    }

    private String provisional(String words) {
        return PROVISIONAL + ContentHash.hex(source + "\n" + words);
    }

    /** Somebody nobody else can be. */
    static String stranger() {
        return PROVISIONAL + UUID.randomUUID();
    }

    static boolean isProvisional(String owner) {
        return owner.startsWith(PROVISIONAL);
    }
}
