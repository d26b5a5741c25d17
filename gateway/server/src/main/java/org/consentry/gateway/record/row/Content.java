package org.consentry.gateway.record.row;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes resources as JSON trees, and sets what the server owns in them. */
public final class Content {
    /** The system of tags that only the gateway sets. */
    static final String OWN_TAGS = "https://consentry.org/fhir/CodeSystem/";

    /** What {@code meta.source} starts with. */
    public static final String MEMBERS = "urn:consentry:member:";

    private static final List<String> SET_BY_SERVER = List.of("versionId", "lastUpdated", "source");
    private static final Set<String> OWN_LABELS = Set.of("SUBSETTED", "REDACTED");
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(100)
                            .maxStringLength(64 * 1024 * 1024)
                            .maxDocumentLength(128L * 1024 * 1024)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // The tree notices by itself; the parser would keep a set of names for every object.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Content() {}

    /** Reads one JSON object. */
    public static ObjectNode parse(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON" + place(e));
        }
        throw Problem.of(ProblemKind.MALFORMED, "The body is not a JSON object");
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    public static byte[] bytes(JsonNode node) {
        return JSON.writeValueAsBytes(node);
    }

    /** Checks what every stored resource must be. */
    public static void check(String type, ObjectNode resource) {
        if (!resource.path("resourceType").stringValue("").equals(type)) {
            throw Problem.at(ProblemKind.MALFORMED, "resourceType", "the body is not a " + type);
        }
        if (!Definitions.r4().isType(type)) {
            throw Problem.at(ProblemKind.NOT_FOUND, "resourceType", "no such resource type in R4");
        }
        if (resource.has("meta") && !resource.path("meta").isObject()) {
            throw Problem.at(ProblemKind.MALFORMED, type + ".meta", "must be an object");
        }
        for (JsonNode contained : resource.path("contained")) {
            // A contained patient would be readable by everybody who may read the resource around it.
            if (contained.path("resourceType").stringValue("").equals("Patient")) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE, type + ".contained", "a Patient is stored by itself, not contained");
            }
        }
    }

    /** The resource with the id and meta that the server gives it; resourceType, id and meta come first. */
    public static ObjectNode stamped(
            ResourceId id, ObjectNode resource, long version, Instant at, OrganizationId source) {
        ObjectNode stamped = JSON.createObjectNode();
        stamped.put("resourceType", id.type());
        stamped.put("id", id.id());
        ObjectNode meta = stamped.putObject("meta");
        meta.put("versionId", Long.toString(version));
        meta.put("lastUpdated", INSTANT.format(at));
        meta.put("source", source(source));
        if (resource.get("meta") instanceof ObjectNode given) {
            keep(given, meta);
        }
        resource.properties().forEach(field -> {
            if (!field.getKey().equals("meta") && !field.getKey().equals("id")) {
                stamped.set(field.getKey(), field.getValue());
            }
        });
        return stamped;
    }

    /** {@code meta.source} of what an organization contributed; see infra/spec-notes.md. */
    static String source(OrganizationId source) {
        return MEMBERS + source.value();
    }

    private static void keep(ObjectNode given, ObjectNode meta) {
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            switch (field.getKey()) {
                case "versionId", "lastUpdated", "source", "_versionId", "_lastUpdated", "_source" -> {}
                case "security", "tag" -> labels(field.getKey(), field.getValue(), meta);
                default -> meta.set(field.getKey(), field.getValue());
            }
        }
    }

    /** Labels that hide may be given by whoever contributes; labels that only the gateway sets are dropped. */
    private static void labels(String field, JsonNode given, ObjectNode meta) {
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode label : given) {
            boolean own = label.path("system").stringValue("").startsWith(OWN_TAGS)
                    || OWN_LABELS.contains(label.path("code").stringValue(""));
            if (!own) {
                kept.add(label);
            }
        }
        if (!kept.isEmpty()) {
            meta.set(field, kept);
        }
    }

    /** Whether a stored resource already says what is asked to be stored, whatever the server set in it. */
    public static boolean same(ObjectNode stored, ObjectNode asked, ResourceId id) {
        OrganizationId nobody = OrganizationId.AUTHORITY;
        return bare(stored).equals(bare(stamped(id, asked, 0, Instant.EPOCH, nobody)));
    }

    private static ObjectNode bare(ObjectNode resource) {
        ObjectNode copy = resource.deepCopy();
        if (copy.get("meta") instanceof ObjectNode meta) {
            meta.remove(SET_BY_SERVER);
        }
        return copy;
    }

    /** Codes of {@code meta.security}. */
    public static List<String> labels(JsonNode resource) {
        List<String> codes = new ArrayList<>();
        Iterator<JsonNode> labels = resource.path("meta").path("security").iterator();
        while (labels.hasNext()) {
            codes.add(labels.next().path("code").stringValue(""));
        }
        return codes;
    }
}
