package org.consentry.mappers.deidentify;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** The treatment of extensions: those that {@code extensions.json} lists stay, by URL. */
final class Extensions implements Treatment {
    /** What an extension may hold: one value, or extensions of its own. */
    private record Rule(
            @Nullable String valueName, @Nullable Treatment value, Map<String, Rule> parts) {}

    private final Map<String, Rule> rules = new HashMap<>();

    Extensions(JsonNode file, RuleCompiler compiler) {
        file.path("extensions")
                .properties()
                .forEach(entry -> rules.put(entry.getKey(), rule(entry.getValue(), compiler)));
    }

    private static Rule rule(JsonNode file, RuleCompiler compiler) {
        Map<String, Rule> parts = new HashMap<>();
        String name = null;
        Treatment value = null;
        for (Map.Entry<String, JsonNode> entry : file.properties()) {
            if (entry.getValue().isObject()) {
                parts.put(entry.getKey(), rule(entry.getValue(), compiler));
            } else {
                name = entry.getKey();
                value = compiler.extensionValue(name, entry.getValue().asString());
            }
        }
        return new Rule(name, value, parts);
    }

    @Override
    public boolean treat(JsonParser in, @Nullable String name, Run run) {
        JsonNode extension = in.readValueAsTree();
        return treat(extension, name, rules, run);
    }

    private static boolean treat(JsonNode extension, @Nullable String name, Map<String, Rule> known, Run run) {
        String url = extension.path("url").asString("");
        Rule rule = known.get(url);
        if (rule == null) {
            return false;
        }
        run.out.openObject(name);
        boolean kept = false;
        JsonNode value = rule.valueName == null ? null : extension.get(rule.valueName);
        if (value != null && rule.value != null) {
            kept = value(value, rule.valueName, rule.value, run);
        }
        JsonNode parts = extension.path("extension");
        if (!parts.isEmpty()) {
            run.out.openArray("extension");
            for (JsonNode part : parts) {
                treat(part, null, rule.parts, run);
            }
            kept |= run.out.close();
        }
        if (kept) {
            run.out.string("url", url);
        }
        return run.out.close();
    }

    private static boolean value(JsonNode value, @Nullable String name, Treatment treatment, Run run) {
        try (JsonParser in = Json.MAPPER.treeAsTokens(value)) {
            in.nextToken();
            return treatment.treat(in, name, run);
        }
    }
}
