package org.consentry.gateway.attachment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes inline content out of a transaction Bundle before it is submitted.
 *
 * <p>Content is sealed to its patient, so the patient must be known first: a Patient that the same Bundle creates gets
 * its id here, as a put under that id, and references to it are resolved in what is sealed. A Bundle without content
 * passes as the same bytes.
 */
@Component
public class BundleContent {
    private static final byte[] SIGN = "\"data\"".getBytes(StandardCharsets.US_ASCII);

    private final InlineContent inline;

    BundleContent(InlineContent inline) {
        this.inline = inline;
    }

    /** The Bundle without content. Uploads are done when this returns; BUSY when the object store is away. */
    public byte[] takeOut(byte[] bundle, Author author) {
        if (!mayHold(bundle)) {
            return bundle;
        }
        ObjectNode root = ResourceJson.read(bundle);
        List<ObjectNode> entries = new ArrayList<>();
        root.path("entry").forEach(entry -> {
            if (entry instanceof ObjectNode object) {
                entries.add(object);
            }
        });
        Map<String, String> patients = patients(entries);
        List<ObjectNode> holders = new ArrayList<>();
        List<Write> writes = new ArrayList<>();
        for (ObjectNode entry : entries) {
            write(entry, patients).ifPresent(write -> {
                holders.add(entry);
                writes.add(write);
            });
        }
        List<Write> clean = inline.takeOut(writes, author);
        if (clean.equals(writes)) {
            return bundle;
        }
        for (int i = 0; i < clean.size(); i++) {
            if (!clean.get(i).equals(writes.get(i))) {
                replace(holders.get(i), clean.get(i));
            }
        }
        return ResourceJson.bytes(root);
    }

    /** Literal references of the Bundle's own Patients by their full URLs. */
    private static Map<String, String> patients(List<ObjectNode> entries) {
        Map<String, String> patients = new HashMap<>();
        for (ObjectNode entry : entries) {
            boolean patient =
                    entry.path("resource").path("resourceType").asString("").equals("Patient");
            if (patient && entry.path("request") instanceof ObjectNode request) {
                identity(entry, request)
                        .ifPresent(id -> patients.put(entry.path("fullUrl").asString(""), id.reference()));
            }
        }
        patients.remove("");
        return patients;
    }

    private static Optional<ResourceId> identity(ObjectNode entry, ObjectNode request) {
        String url = request.path("url").asString("");
        if (request.path("method").asString("").equals("PUT") && url.startsWith("Patient/")) {
            return Optional.of(ResourceId.parse(url));
        }
        boolean plainCreate = request.path("method").asString("").equals("POST") && !request.has("ifNoneExist");
        if (!plainCreate || !(entry.path("resource") instanceof ObjectNode resource)) {
            return Optional.empty();
        }
        ResourceId id = new ResourceId("Patient", UUID.randomUUID().toString());
        resource.put("id", id.id());
        request.put("method", "PUT").put("url", id.reference());
        return Optional.of(id);
    }

    private static Optional<Write> write(ObjectNode entry, Map<String, String> patients) {
        if (!(entry.path("resource") instanceof ObjectNode resource)) {
            return Optional.empty();
        }
        String type = resource.path("resourceType").asString("");
        String method = entry.path("request").path("method").asString("");
        String url = entry.path("request").path("url").asString("");
        resolve(resource, patients);
        byte[] json = ResourceJson.bytes(resource);
        if (method.equals("PUT") && url.matches("[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64}")) {
            return Optional.of(new Write.Put(ResourceId.parse(url), json, OptionalLong.empty()));
        }
        return method.equals("POST") || method.equals("PUT")
                ? Optional.of(new Write.Create(type, json))
                : Optional.empty();
    }

    private static void resolve(ObjectNode resource, Map<String, String> patients) {
        for (String element : new String[] {"subject", "patient", "beneficiary", "securityContext"}) {
            JsonNode reference = resource.path(element);
            String known = patients.get(reference.path("reference").asString(""));
            if (known != null && reference instanceof ObjectNode object) {
                object.put("reference", known);
            }
        }
    }

    private static void replace(ObjectNode entry, Write clean) {
        switch (clean) {
            case Write.Put put -> {
                entry.set("resource", ResourceJson.read(put.json()));
                if (entry.path("request") instanceof ObjectNode request
                        && request.path("method").asString("").equals("POST")) {
                    request.put("method", "PUT").put("url", put.id().reference());
                }
            }
            case Write.Create create -> entry.set("resource", ResourceJson.read(create.json()));
            case Write.Delete delete -> {}
        }
    }

    private static boolean mayHold(byte[] json) {
        for (int i = 0; i <= json.length - SIGN.length; i++) {
            if (json[i] == SIGN[0] && java.util.Arrays.equals(json, i, i + SIGN.length, SIGN, 0, SIGN.length)) {
                return true;
            }
        }
        return false;
    }
}
