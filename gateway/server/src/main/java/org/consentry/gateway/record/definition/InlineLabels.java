package org.consentry.gateway.record.definition;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Security labels on elements, as the guide for the Data Segmentation for Privacy writes them: an extension on the
 * element, or beside it for a primitive. An element that is labelled above normal confidentiality is hidden from
 * readers to whom that label was not opened, and is not searched by anybody: a search would tell what it holds.
 *
 * @see <a href="https://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition-extension-inline-sec-label.html">
 *     inline security label</a>
 */
public final class InlineLabels {
    public static final String EXTENSION =
            "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";

    private static final Set<String> HARMLESS = Set.of("U", "L", "M", "N");

    private InlineLabels() {}

    /** Whether an element, or what stands beside a primitive, carries a label that hides it. */
    static boolean hides(JsonNode element) {
        return hides(element, Set.of());
    }

    private static boolean hides(JsonNode element, Set<String> opened) {
        for (JsonNode extension : element.path("extension")) {
            if (extension.path("url").stringValue("").equals(EXTENSION)) {
                String code = extension.path("valueCoding").path("code").stringValue("");
                if (!HARMLESS.contains(code) && !opened.contains(code)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes away what is labelled and not opened, at any depth; answers whether something was. */
    public static boolean remove(JsonNode node, Set<String> opened) {
        boolean removed = false;
        if (node instanceof ObjectNode object) {
            Set<String> hidden = new HashSet<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String name = field.getKey();
                boolean beside = name.startsWith("_");
                if (!name.equals("extension") && hides(field.getValue(), opened)) {
                    hidden.add(beside ? name.substring(1) : name);
                }
            }
            for (String name : hidden) {
                object.remove(name);
                object.remove("_" + name);
                removed = true;
            }
            for (JsonNode child : object) {
                removed |= remove(child, opened);
            }
        } else if (node.isArray()) {
            Iterator<JsonNode> elements = node.iterator();
            while (elements.hasNext()) {
                JsonNode element = elements.next();
                if (hides(element, opened)) {
                    elements.remove();
                    removed = true;
                } else {
                    removed |= remove(element, opened);
                }
            }
        }
        return removed;
    }
}
