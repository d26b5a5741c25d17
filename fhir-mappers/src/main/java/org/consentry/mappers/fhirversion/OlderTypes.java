package org.consentry.mappers.fhirversion;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.exceptions.FHIRException;
import org.jspecify.annotations.Nullable;

/** The data types of the older versions' elements, from the models' own lists of children. */
final class OlderTypes {

    /** Questionnaires and such nest without end; what is deeper is looked up each time. */
    private static final int MOST_KNOWN = 20_000;

    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private OlderTypes() {}

    /**
     * The type of the element at a path such as {@code Account.coverage.priority}.
     *
     * @return a data type's name, {@code Element} for one with children of its own, empty if there is no such element
     */
    static String of(FhirVersion version, String path) {
        String key = version + " " + path;
        String known = KNOWN.get(key);
        if (known == null) {
            known = find(version, path.split("\\."));
            if (!known.isEmpty() && KNOWN.size() < MOST_KNOWN) {
                KNOWN.put(key, known);
            }
        }
        return known;
    }

    private static String find(FhirVersion version, String[] path) {
        Object at = resource(version, path[0]);
        String type = "";
        for (int i = 1; i < path.length && at != null; i++) {
            type = type(at, path[i]);
            at = type.isEmpty() || i == path.length - 1 ? null : child(at, path[i]);
            if (at == null && i < path.length - 1) {
                return "";
            }
        }
        return type;
    }

    private static @Nullable Object resource(FhirVersion version, String type) {
        try {
            return version == FhirVersion.STU3
                    ? org.hl7.fhir.dstu3.model.ResourceFactory.createResource(type)
                    : org.hl7.fhir.dstu2.model.ResourceFactory.createResource(type);
        } catch (FHIRException unknown) {
            return null;
        }
    }

    private static @Nullable Object child(Object element, String name) {
        try {
            return element instanceof org.hl7.fhir.dstu3.model.Base base
                    ? base.addChild(name)
                    : ((org.hl7.fhir.dstu2.model.Base) element).addChild(name);
        } catch (FHIRException none) {
            return null;
        }
    }

    private static String type(Object element, String name) {
        if (element instanceof org.hl7.fhir.dstu3.model.Base base) {
            return base.children().stream()
                    .map(child -> type(child.getName(), child.getTypeCode(), name))
                    .filter(type -> !type.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        return ((org.hl7.fhir.dstu2.model.Base) element)
                .children().stream()
                        .map(child -> type(child.getName(), child.getTypeCode(), name))
                        .filter(type -> !type.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** The type if the name is the child's, else empty. */
    private static String type(String child, String types, String name) {
        if (child.equals(name)) {
            String type = types.replaceAll("\\(.*", "");
            return type.isEmpty() || type.startsWith("@") ? "Element" : type;
        }
        if (!child.endsWith("[x]") || !name.startsWith(child.substring(0, child.length() - 3))) {
            return "";
        }
        String suffix = name.substring(child.length() - 3);
        for (String type : List.of(types.replaceAll("\\([^)]*\\)", "").split("\\|"))) {
            if (type.equals("*") || type.toLowerCase(Locale.ROOT).equals(suffix.toLowerCase(Locale.ROOT))) {
                return type.equals("*") ? suffix : type;
            }
        }
        return "";
    }
}
