package org.consentry.mappers.deidentify;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of one field, in words.
 *
 * @param path as asked, e.g. {@code Patient.birthDate}
 * @param datatype R4's datatype of it; empty where it has fields of its own
 * @param effect what the rule does, under any policy but {@code identified}
 */
public record Explanation(String path, String datatype, String effect) {
    private static final Map<String, String> OF_EVERY_RESOURCE = Map.of(
            "id", "a pseudonym",
            "meta", "public profiles and known security labels stay, the policy's name is added, all else goes",
            "contained", "treated by the rules of its own type; without rules it goes with what refers to it",
            "language", "stays",
            "implicitRules", "the whole resource is dropped",
            "modifierExtension", "the whole resource is dropped",
            "extension", "stays only if rules/extensions.json lists its URL",
            "text", "goes");

    /**
     * Explains a field.
     *
     * @param path type and fields with dots, without indexes
     */
    public static Explanation of(String path) {
        List<String> names = List.of(path.split("\\.", -1));
        String type = names.getFirst();
        if (RuleSet.shipped().of(type) == null) {
            return new Explanation(path, "", "no rules speak about this type: the resource is dropped and reported");
        }
        String common = names.size() == 2 ? OF_EVERY_RESOURCE.get(names.get(1)) : null;
        if (common != null) {
            return new Explanation(path, "", common);
        }
        JsonNode rule = RuleSet.file("rules/" + type + ".json").path("keep");
        return walk(path, names, rule, new R4Elements.Element("", elements(type)));
    }

    private static Explanation walk(String path, List<String> names, JsonNode rule, R4Elements.Element start) {
        JsonNode word = rule;
        R4Elements.Element element = start;
        for (String name : names.subList(1, names.size())) {
            R4Elements.@Nullable Element inside = content(element).get(name);
            if (inside == null) {
                return new Explanation(path, "", "R4 has no such element: it goes and is counted");
            }
            JsonNode fields = word.isString() ? datatype(word.asString()) : word;
            word = fields.path(name);
            element = inside;
            if (word.isMissingNode()) {
                return new Explanation(path, element.type(), "no rule names it: it goes and is counted");
            }
        }
        return new Explanation(path, element.type(), effect(word));
    }

    private static String effect(JsonNode word) {
        if (word.isObject()) {
            return "the fields that the rule names stay: " + String.join(", ", word.propertyNames());
        }
        Treatments.Word treatment = Treatments.of(word.asString());
        return treatment == null ? "as the rules for " + word.asString() : treatment.effect();
    }

    private static JsonNode datatype(String word) {
        if (word.startsWith("@")) {
            String[] names = word.substring(1).split("\\.", -1);
            JsonNode rule = RuleSet.file("rules/" + names[0] + ".json").path("keep");
            for (int i = 1; i < names.length; i++) {
                rule = rule.path(names[i]);
            }
            return rule;
        }
        return RuleSet.file("rules/datatypes.json").path("datatypes").path(word);
    }

    private static Map<String, R4Elements.Element> content(R4Elements.Element element) {
        String type = element.type();
        if (type.isEmpty()) {
            return element.content();
        }
        if (!type.startsWith("@")) {
            return elements(type);
        }
        String[] names = type.substring(1).split("\\.", -1);
        R4Elements.Element repeated = new R4Elements.Element("", elements(names[0]));
        for (int i = 1; i < names.length && repeated != null; i++) {
            repeated = repeated.content().get(names[i]);
        }
        return repeated == null ? Map.of() : repeated.content();
    }

    private static Map<String, R4Elements.Element> elements(String type) {
        Map<String, R4Elements.Element> content = Elements.R4.of(type);
        return content == null ? Map.of() : content;
    }

    private static final class Elements {
        static final R4Elements R4 = R4Elements.load();
    }
}
