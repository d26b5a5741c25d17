package org.consentry.mappers.fhirversion;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What R4 has no place for, as extensions on the element it belongs to. Their form is FHIR's for this: the element's path
 * in the older version for a name, an extension inside for each child of an element that is no data type. Their names are
 * ours, since HAPI's validator refuses FHIR's ({@code http://hl7.org/fhir/3.0/StructureDefinition/extension-…}); behind
 * {@code stu3-} and {@code dstu2-} they are the same.
 */
final class Carried {

    private static final Pattern NAME = Pattern.compile("_?[A-Za-z][A-Za-z0-9]{0,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.\\-]{1,64}");
    private static final Pattern CODE = Pattern.compile("\\S+(\\s\\S+)*");
    private static final Pattern REFERENCE = Pattern.compile(
            "#[A-Za-z0-9.\\-]{1,64}|[A-Z][A-Za-z]+/[A-Za-z0-9.\\-]{1,64}(/_history/[A-Za-z0-9.\\-]{1,64})?"
                    + "|(https?|urn:[a-z]+):\\S+");
    private static final Set<String> ROOTS_WITHOUT_EXTENSIONS = Set.of("Binary", "Bundle", "Parameters");
    private static final Set<String> PRIMITIVES = Set.of(
            "base64Binary",
            "boolean",
            "code",
            "date",
            "dateTime",
            "decimal",
            "id",
            "instant",
            "integer",
            "markdown",
            "oid",
            "positiveInt",
            "string",
            "time",
            "unsignedInt",
            "uri");

    /** Data types that R4 still has, and what they became. */
    private static final Map<String, String> DATA_TYPES = Map.ofEntries(
            Map.entry("Address", "Address"),
            Map.entry("Age", "Age"),
            Map.entry("Annotation", "Annotation"),
            Map.entry("Attachment", "Attachment"),
            Map.entry("CodeableConcept", "CodeableConcept"),
            Map.entry("Coding", "Coding"),
            Map.entry("ContactDetail", "ContactDetail"),
            Map.entry("ContactPoint", "ContactPoint"),
            Map.entry("Count", "Count"),
            Map.entry("Distance", "Distance"),
            Map.entry("Dosage", "Dosage"),
            Map.entry("Duration", "Duration"),
            Map.entry("HumanName", "HumanName"),
            Map.entry("Identifier", "Identifier"),
            Map.entry("Money", "Quantity"),
            Map.entry("Period", "Period"),
            Map.entry("Quantity", "Quantity"),
            Map.entry("Range", "Range"),
            Map.entry("Ratio", "Ratio"),
            Map.entry("Reference", "Reference"),
            Map.entry("SampledData", "SampledData"),
            Map.entry("SimpleQuantity", "Quantity"),
            Map.entry("Timing", "Timing"),
            Map.entry("UsageContext", "UsageContext"));

    private final FhirVersion version;
    private final String prefix;

    Carried(FhirVersion version) {
        this.version = version;
        this.prefix = "https://consentry.org/fhir/StructureDefinition/"
                + version.name().toLowerCase(Locale.ROOT) + "-";
    }

    /** What a rewrite takes out of an element, without a comparison. */
    static void beside(ObjectNode element, FhirVersion version, String path, String type, JsonNode value) {
        ArrayNode extensions =
                element.get("extension") instanceof ArrayNode known ? known : element.putArray("extension");
        extensions.addObject().put("url", new Carried(version).prefix + path).set("value" + type, value);
    }

    /** As what it was: codes as codes, periods as periods. */
    void asTyped(Comparison.Lost lost) {
        add(lost, true);
    }

    /** As texts, which nothing after this changes. */
    void asText(Comparison.Lost lost) {
        add(lost, false);
    }

    /** A path that may be told: names that FHIR cannot have are somebody's values, perhaps. */
    static String told(String path) {
        StringBuilder told = new StringBuilder();
        for (String name : path.split("\\.", -1)) {
            told.append(told.isEmpty() ? "" : ".").append(fit(name));
        }
        return told.toString();
    }

    private static String fit(String name) {
        return NAME.matcher(name).matches() ? name : "unnamed";
    }

    private void add(Comparison.Lost lost, boolean typed) {
        ObjectNode home = lost.home();
        if (ROOTS_WITHOUT_EXTENSIONS.contains(home.path("resourceType").asString(""))) {
            home = home.get("meta") instanceof ObjectNode meta ? meta : home.putObject("meta");
        }
        ArrayNode extensions = home.get("extension") instanceof ArrayNode known ? known : home.putArray("extension");
        ObjectNode extension = extensions.addObject();
        boolean itself = typed
                && (lost.name().equals("extension") || lost.name().equals("modifierExtension"))
                && lost.value() instanceof ObjectNode sent
                && sent.has("url");
        if (itself) {
            extension.setAll((ObjectNode) lost.value().deepCopy());
        } else {
            fill(extension, prefix + told(lost.path()), lost.path(), lost.value(), typed);
        }
    }

    private void fill(ObjectNode extension, String url, String path, JsonNode value, boolean typed) {
        extension.put("url", url);
        if (value instanceof ArrayNode items) {
            ArrayNode inner = extension.putArray("extension");
            items.forEach(item -> fill(inner.addObject(), "item", path, item, typed));
        } else if (value instanceof ObjectNode object) {
            String type =
                    typed && pointsSomewhere(object) ? DATA_TYPES.getOrDefault(OlderTypes.of(version, path), "") : "";
            if (type.isEmpty()) {
                children(extension.putArray("extension"), object, path, typed);
            } else {
                extension.set("value" + type, object.deepCopy());
            }
        } else {
            primitive(extension, typed ? OlderTypes.of(version, path) : "", value);
        }
    }

    /** Whether a reference is one that R4 takes; what is none stays as the text it is. */
    private static boolean pointsSomewhere(ObjectNode object) {
        String reference = object.path("reference").asString("");
        return reference.isEmpty() || REFERENCE.matcher(reference).matches();
    }

    private void children(ArrayNode extensions, ObjectNode object, String path, boolean typed) {
        for (Map.Entry<String, JsonNode> child : object.properties()) {
            JsonNode value = child.getValue();
            if (!fit(child.getKey()).equals(child.getKey())) {
                extensions.addObject().put("url", "name").put("valueString", child.getKey());
            }
            for (JsonNode item : value instanceof ArrayNode items ? items : List.of(value)) {
                if (!item.isNull()) {
                    fill(extensions.addObject(), fit(child.getKey()), path + "." + child.getKey(), item, typed);
                }
            }
        }
    }

    private static void primitive(ObjectNode extension, String type, JsonNode value) {
        String text = value.asString("");
        boolean fits = PRIMITIVES.contains(type)
                && (!type.equals("id") || ID.matcher(text).matches())
                && (!type.equals("code") || CODE.matcher(text).matches())
                && (value.isString()
                        == !Set.of("boolean", "decimal", "integer", "positiveInt", "unsignedInt")
                                .contains(type));
        if (fits) {
            extension.set("value" + Character.toUpperCase(type.charAt(0)) + type.substring(1), value);
        } else {
            extension.put("valueString", text);
        }
    }
}
