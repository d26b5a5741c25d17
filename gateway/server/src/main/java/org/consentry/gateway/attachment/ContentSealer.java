package org.consentry.gateway.attachment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seals what stands inline in one resource.
 *
 * @param type of the resource
 * @param owner a patient's id, or a provisional owner
 */
record ContentSealer(Attachments attachments, String type, String owner, OrganizationId source, String bundleHash) {
    /** In {@code Binary.securityContext.identifier}: which content a Binary means. */
    static final String CONTENT_SYSTEM = "https://consentry.org/fhir/sealed-content";

    static final String SHA256_EXTENSION = "https://consentry.org/fhir/StructureDefinition/attachment-sha256";

    /** The elements of type Attachment in R4, by name. */
    private static final Set<String> ATTACHMENTS = Set.of(
            "attachment",
            "content",
            "presentedForm",
            "photo",
            "contentAttachment",
            "sourceAttachment",
            "valueAttachment",
            "document",
            "image");

    /** Types that concern nobody's health, or whose {@code data} is something else. */
    private static final Set<String> LEFT_ALONE = Set.of(
            "Practitioner", "Person", "HealthcareService", "Library", "Questionnaire", "Provenance", "AuditEvent");

    static boolean concerns(String type) {
        return !LEFT_ALONE.contains(type);
    }

    /** Takes all content out; answers whether the resource changed. */
    boolean seal(ObjectNode resource) {
        if (type.equals("Binary")) {
            return sealBinary(resource);
        }
        List<ObjectNode> found = new ArrayList<>();
        collect(resource, "", found);
        found.forEach(this::sealAttachment);
        return !found.isEmpty();
    }

    private static void collect(JsonNode node, String name, List<ObjectNode> found) {
        if (node instanceof ObjectNode object) {
            if (ATTACHMENTS.contains(name) && object.path("data").isString()) {
                found.add(object);
            }
            object.properties().forEach(member -> collect(member.getValue(), member.getKey(), found));
        } else if (node instanceof ArrayNode array) {
            array.forEach(item -> collect(item, name, found));
        }
    }

    private boolean sealBinary(ObjectNode binary) {
        boolean forged = isForged(binary.path("securityContext"));
        if (forged) {
            // Only the gateway says which content a Binary means.
            binary.withObject("/securityContext").remove("identifier");
        }
        if (!binary.path("data").isString()) {
            return forged;
        }
        SealedContent content = seal(binary, "Binary.data");
        binary.remove(List.of("data", "_data"));
        ObjectNode context = binary.withObject("/securityContext");
        if (!context.has("reference") && !Owners.isProvisional(owner)) {
            context.put("reference", "Patient/" + owner);
        }
        context.putObject("identifier").put("system", CONTENT_SYSTEM).put("value", content.id());
        return true;
    }

    private static boolean isForged(JsonNode context) {
        return context.path("identifier").path("system").asString("").equals(CONTENT_SYSTEM);
    }

    private void sealAttachment(ObjectNode attachment) {
        SealedContent content = seal(attachment, type + ".attachment.data");
        attachment.remove(List.of("data", "_data", "size", "hash"));
        attachment.put("url", "Binary/" + content.id());
        attachment.put("size", content.size());
        attachment.put("hash", Base64.getEncoder().encodeToString(content.sha1()));
        ArrayNode extensions =
                attachment.path("extension") instanceof ArrayNode given ? given : attachment.putArray("extension");
        extensions.removeIf(extension -> extension.path("url").asString("").equals(SHA256_EXTENSION));
        extensions
                .addObject()
                .put("url", SHA256_EXTENSION)
                .put("valueBase64Binary", Base64.getEncoder().encodeToString(content.sha256()));
    }

    private SealedContent seal(ObjectNode holder, String place) {
        byte[] plaintext = decoded(holder.path("data").asString(""), place);
        try {
            String mediaType = holder.path("contentType").asString("application/octet-stream");
            return attachments.seal(plaintext, new Attachments.Incoming(owner, source, mediaType, bundleHash));
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private static byte[] decoded(String data, String place) {
        boolean spaced = data.chars().anyMatch(Character::isWhitespace);
        try {
            return Base64.getDecoder().decode(spaced ? data.replaceAll("\\s", "") : data);
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, place, "not base64");
        }
    }
}
