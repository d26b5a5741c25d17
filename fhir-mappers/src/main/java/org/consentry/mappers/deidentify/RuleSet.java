package org.consentry.mappers.deidentify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** All rules, compiled once: which types may leave and how. */
final class RuleSet {
    private final Map<String, ObjectRule> types = new HashMap<>();
    private final List<String> places;
    private final Systems systems = new Systems();
    private final Displays displays = new Displays();
    private final Scrubber scrubber = new Scrubber();

    private static final class Shipped {
        static final RuleSet RULES = load();
    }

    private RuleSet(List<JsonNode> files) {
        RuleCompiler compiler = new RuleCompiler(R4Elements.load());
        compiler.datatypes(file("rules/datatypes.json"));
        compiler.extensions(file("rules/extensions.json"));
        for (JsonNode file : files) {
            types.put(file.path("resourceType").asString(""), compiler.resource(file));
        }
        this.places = compiler.places();
    }

    /** The rules that come with this jar. */
    static RuleSet shipped() {
        return Shipped.RULES;
    }

    /**
     * Rules of one's own beside the shipped datatypes and extensions, each file as {@code
     * rules/schema.json} says.
     *
     * @throws RuleRefused if a rule does not follow the schema or would keep what identifies
     */
    static RuleSet of(List<JsonNode> files) {
        return new RuleSet(files);
    }

    @Nullable
    ObjectRule of(String type) {
        return types.get(type);
    }

    List<String> places() {
        return places;
    }

    Systems systems() {
        return systems;
    }

    Displays displays() {
        return displays;
    }

    Scrubber scrubber() {
        return scrubber;
    }

    static JsonNode file(String name) {
        try {
            return Json.MAPPER.readTree(Resources.bytes(name));
        } catch (JacksonException e) {
            throw new RuleRefused(name, "is not JSON");
        }
    }

    private static RuleSet load() {
        return new RuleSet(Resources.lines("rules/index.txt").stream()
                .map(type -> file("rules/" + type + ".json"))
                .toList());
    }
}
