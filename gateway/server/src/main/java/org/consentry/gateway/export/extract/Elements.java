package org.consentry.gateway.export.extract;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code _elements}: of a resource stay its id, its meta, the elements that are asked for and those that R4 requires; the
 * tag SUBSETTED says so.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#elements">search.html#elements</a>
 */
final class Elements {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FhirContext R4 = FhirContext.forR4Cached();
    private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta");
    private static final Map<String, Set<String>> MANDATORY = new ConcurrentHashMap<>();

    private final Set<String> asked;

    Elements(Set<String> asked) {
        this.asked = asked;
    }

    /** A resource of the type, as UTF-8 JSON, without what is not asked for. */
    byte[] of(String type, byte[] json) {
        Set<String> kept = kept(type);
        if (kept.isEmpty() || !(JSON.readTree(json) instanceof ObjectNode resource)) {
            return json;
        }
        Set<String> goes = new HashSet<>(resource.propertyNames());
        goes.removeIf(name -> ALWAYS.contains(name) || kept.contains(name.startsWith("_") ? name.substring(1) : name));
        resource.remove(goes);
        resource.withObject("/meta")
                .withArray("/tag")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "SUBSETTED");
        return resource.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when nothing is asked of this type: it stays whole. */
    private Set<String> kept(String type) {
        Set<String> kept = new HashSet<>();
        for (String element : asked) {
            int dot = element.indexOf('.');
            if (dot < 0) {
                kept.addAll(names(type, element));
            } else if (element.substring(0, dot).equals(type)) {
                kept.addAll(names(type, element.substring(dot + 1)));
            }
        }
        if (!kept.isEmpty()) {
            kept.addAll(MANDATORY.computeIfAbsent(type, Elements::mandatory));
        }
        return kept;
    }

    /** {@code value} means whichever {@code value[x]} there is. */
    private static Set<String> names(String type, String element) {
        BaseRuntimeChildDefinition choice = R4.getResourceDefinition(type).getChildByName(element + "[x]");
        return choice == null ? Set.of(element) : choice.getValidChildNames();
    }

    private static Set<String> mandatory(String type) {
        Set<String> names = new HashSet<>();
        for (BaseRuntimeChildDefinition child : R4.getResourceDefinition(type).getChildren()) {
            if (child.getMin() > 0) {
                names.addAll(child.getValidChildNames());
            }
        }
        return names;
    }
}
