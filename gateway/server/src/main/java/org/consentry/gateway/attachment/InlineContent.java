package org.consentry.gateway.attachment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes content out of resources before they are stored: {@code Attachment.data} wherever it stands in a resource that
 * concerns a patient, and {@code Binary.data}. In its place comes {@code url: "Binary/[id]"} with size, SHA-1 hash and
 * a SHA-256 extension. Called by every door before {@code Records.write} or {@code Submissions.submit}, outside of the
 * transaction: the upload is done when this returns.
 *
 * <p>Throws a {@link org.consentry.gateway.problem.Problem}: MALFORMED where data is not base64, TOO_LARGE, and BUSY
 * when the object store is away: nothing has been promised then.
 */
@Component
public class InlineContent {
    private static final String SIGN = "\"data\"";
    private static final String BINARY = "\"Binary\"";

    private final Attachments attachments;

    InlineContent(Attachments attachments) {
        this.attachments = attachments;
    }

    /**
     * A resource or a whole Bundle without content; the same array when there was none.
     *
     * @param body a FHIR resource as UTF-8 JSON, with its id where it is going to have one that the caller knows
     */
    public byte[] takeOut(byte[] body, Author author) {
        if (author.kind() == Author.Kind.BOOKKEEPING || !(contains(body, SIGN) || contains(body, BINARY))) {
            return body;
        }
        ObjectNode tree = ResourceJson.read(body);
        List<Held> held =
                tree.path("resourceType").asString("").equals("Bundle") ? entries(tree) : List.of(Held.alone(tree));
        return seal(held, author, ContentHash.hex(body)) ? ResourceJson.bytes(tree) : body;
    }

    /** The same writes, in the same order, without content; the same list when there was none. */
    public List<Write> takeOut(List<Write> writes, Author author) {
        if (author.kind() == Author.Kind.BOOKKEEPING || writes.stream().noneMatch(InlineContent::mayHold)) {
            return writes;
        }
        List<Held> held = writes.stream().map(Held::of).toList();
        StringBuilder hashes = new StringBuilder();
        writes.forEach(write -> hashes.append(ContentHash.hex(json(write))));
        if (!seal(held, author, ContentHash.hex(hashes.toString()))) {
            return writes;
        }
        List<Write> clean = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            clean.add(rewritten(writes.get(i), held.get(i).resource()));
        }
        return clean;
    }

    /**
     * A resource on its way in.
     *
     * @param id the logical id that it will have, when that is known
     */
    private record Held(String fullUrl, Optional<String> id, String condition, ObjectNode resource) {
        static Held alone(ObjectNode resource) {
            Optional<String> id = Optional.of(resource.path("id").asString("")).filter(text -> !text.isEmpty());
            return new Held("", id, "", resource);
        }

        static Held of(Write write) {
            return switch (write) {
                case Write.Put put ->
                    new Held(put.id().reference(), Optional.of(put.id().id()), "", ResourceJson.read(put.json()));
                case Write.Create create -> new Held("", Optional.empty(), "", ResourceJson.read(create.json()));
                case Write.Delete delete -> new Held("", Optional.empty(), "", ResourceJson.empty());
            };
        }
    }

    private static List<Held> entries(ObjectNode bundle) {
        List<Held> held = new ArrayList<>();
        if (bundle.path("entry") instanceof ArrayNode entries) {
            for (JsonNode entry : entries) {
                // The Binary of a patch is not stored; the store refuses patches that bring content.
                boolean patch =
                        entry.path("request").path("method").asString("").equalsIgnoreCase("PATCH");
                if (!patch && entry.path("resource") instanceof ObjectNode resource) {
                    String url = entry.path("request").path("url").asString("");
                    String type = resource.path("resourceType").asString("") + "/";
                    int query = url.indexOf('?');
                    Optional<String> id = query < 0 && url.startsWith(type)
                            ? Optional.of(url.substring(type.length()))
                            : Optional.empty();
                    String condition = query < 0
                            ? entry.path("request").path("ifNoneExist").asString("")
                            : url.substring(query + 1);
                    held.add(new Held(entry.path("fullUrl").asString(""), id, condition, resource));
                }
            }
        }
        return held;
    }

    private boolean seal(List<Held> held, Author author, String bundleHash) {
        Owners owners = new Owners(author.source().value());
        held.forEach(each -> owners.meetPatient(each.fullUrl(), each.id(), each.condition(), each.resource()));
        held.forEach(each -> owners.meetPointers(each.resource()));
        boolean changed = false;
        for (Held each : held) {
            String type = each.resource().path("resourceType").asString("");
            if (ContentSealer.concerns(type)) {
                String owner = owners.of(each.fullUrl(), each.id(), each.resource());
                changed |=
                        new ContentSealer(attachments, type, owner, author.source(), bundleHash).seal(each.resource());
            }
        }
        return changed;
    }

    private static Write rewritten(Write write, ObjectNode resource) {
        return switch (write) {
            case Write.Delete delete -> delete;
            case Write.Put put ->
                mayHold(put) ? new Write.Put(put.id(), ResourceJson.bytes(resource), put.ifMatch()) : put;
            case Write.Create create ->
                mayHold(create) ? new Write.Create(create.type(), ResourceJson.bytes(resource)) : create;
        };
    }

    private static boolean mayHold(Write write) {
        byte[] json = json(write);
        return contains(json, SIGN) || contains(json, BINARY);
    }

    private static byte[] json(Write write) {
        return switch (write) {
            case Write.Delete delete -> new byte[0];
            case Write.Put put -> put.json();
            case Write.Create create -> create.json();
        };
    }

    /** As ISO 8859-1 a byte is a character, and searching such a text is what the machine does best. */
    private static boolean contains(byte[] json, String word) {
        return new String(json, StandardCharsets.ISO_8859_1).contains(word);
    }
}
