package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/*
 * From rule files to treatments.
 *
 * Every field that R4 has gets an entry, named by the rule or not, so that the report can count it by
 * name. A rule is refused if it names a field that R4 has not, a word that does not exist, or a word
 * that the field's datatype does not admit (see Treatments): the check needs no list of dangerous
 * fields, because the dangerous datatypes admit nothing. Strings admit only "text", which no built-in
 * policy keeps, and "token", which is refused outside FORM_NAMES.
 */
final class RuleCompiler {
    /** Names of questions in a form, the only strings that may stay as they are. */
    private static final Set<String> FORM_NAMES = Set.of("QuestionnaireResponse.item.linkId");

    private static final String REPEAT = "@";

    private final R4Elements elements;
    private final Map<String, ObjectRule> datatypes = new HashMap<>();
    private final Map<String, ObjectRule> open = new HashMap<>();
    private final List<String> places = new ArrayList<>();
    private @Nullable Extensions extensions;

    RuleCompiler(R4Elements elements) {
        this.elements = elements;
    }

    List<String> places() {
        return List.copyOf(places);
    }

    /** The datatypes' rules, in the order of the file: a later one may use an earlier one. */
    void datatypes(JsonNode file) {
        JsonNode all = file.path("datatypes");
        if (!all.isObject()) {
            throw new RuleRefused("datatypes", "the file has no object of that name");
        }
        all.properties()
                .forEach(type ->
                        datatypes.put(type.getKey(), object(type.getKey(), type.getValue(), content(type.getKey()))));
    }

    void extensions(JsonNode file) {
        Extensions compiled = new Extensions(file, this);
        this.extensions = compiled;
    }

    /** The rule of one resource type. */
    ObjectRule resource(JsonNode file) {
        String type = file.path("resourceType").asString("");
        for (String name : file.propertyNames()) {
            if (!name.equals("resourceType") && !name.equals("keep")) {
                throw new RuleRefused(type, "a rule file has resourceType and keep, nothing else");
            }
        }
        if (!ResourceTypes.known(type)) {
            throw new RuleRefused("resourceType", "R4 has no such type");
        }
        ObjectRule rule = object(type, file.path("keep"), content(type));
        rule.put("id", Primitives::id, place(type + ".id"));
        rule.put("language", Primitives::code, place(type + ".language"));
        rule.put("meta", Framing::meta, place(type + ".meta"));
        rule.put("contained", Framing::contained, place(type + ".contained"));
        rule.put("implicitRules", ObjectRule.REFUSE, place(type + ".implicitRules"));
        rule.put("text", ObjectRule.DISCARD, place(type + ".text"));
        rule.put("resourceType", (in, name, run) -> true, place(type + ".resourceType"));
        return rule;
    }

    Treatment extensionValue(String name, String word) {
        String type = name.startsWith("value") ? name.substring("value".length()) : "";
        String datatype = Treatments.of(word) != null && word.equals(word.toLowerCase(java.util.Locale.ROOT))
                ? Character.toLowerCase(type.isEmpty() ? 'x' : type.charAt(0))
                        + type.substring(Math.min(1, type.length()))
                : type;
        return word("extension." + name, word, new R4Elements.Element(datatype, Map.of()));
    }

    private Map<String, R4Elements.Element> content(String type) {
        Map<String, R4Elements.Element> content = elements.of(type);
        if (content == null) {
            throw new RuleRefused(type, "the list of R4's elements does not have this type");
        }
        return content;
    }

    private ObjectRule object(String path, JsonNode keep, Map<String, R4Elements.Element> content) {
        if (!keep.isObject()) {
            throw new RuleRefused(path, "expected an object of fields to keep");
        }
        ObjectRule rule = new ObjectRule(place(path + ".(other)"));
        open.put(path, rule);
        for (String field : keep.propertyNames()) {
            if (!content.containsKey(field)) {
                throw new RuleRefused(path + "." + field, "R4 has no such element");
            }
        }
        content.forEach((field, element) -> {
            JsonNode word = keep.get(field);
            Treatment treatment = word == null ? ObjectRule.DISCARD : treatment(path + "." + field, word, element);
            rule.put(field, treatment, place(path + "." + field));
        });
        if (extensions != null) {
            rule.put("extension", extensions, place(path + ".extension"));
        }
        rule.put("modifierExtension", ObjectRule.REFUSE, place(path + ".modifierExtension"));
        return rule;
    }

    private Treatment treatment(String path, JsonNode word, R4Elements.Element element) {
        if (word.isObject()) {
            if (!element.type().isEmpty()) {
                throw new RuleRefused(path, "is a " + element.type() + " and takes a word, not an object");
            }
            return object(path, word, element.content());
        }
        return word(path, word.asString(""), element);
    }

    private Treatment word(String path, String word, R4Elements.Element element) {
        if (word.startsWith(REPEAT)) {
            ObjectRule repeated = open.get(word.substring(1));
            if (repeated == null || !word.equals(element.type())) {
                throw new RuleRefused(path, "does not repeat that element");
            }
            return repeated;
        }
        ObjectRule datatype = datatypes.get(word);
        if (datatype != null && word.equals(element.type())) {
            return datatype;
        }
        Treatments.Word known = Treatments.of(word);
        if (known == null) {
            throw new RuleRefused(path, "no treatment or datatype has the name given");
        }
        if (!known.admits().contains(element.type())) {
            throw new RuleRefused(path, "a %s does not admit %s".formatted(element.type(), word));
        }
        if (word.equals("token") && !FORM_NAMES.contains(path)) {
            throw new RuleRefused(path, "a string here may hold anything; token is for names in forms");
        }
        return known.treatment();
    }

    private int place(String path) {
        places.add(path);
        return places.size() - 1;
    }
}
