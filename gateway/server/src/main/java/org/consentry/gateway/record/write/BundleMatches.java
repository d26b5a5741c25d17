package org.consentry.gateway.record.write;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.search.Conditions.Condition;
import tools.jackson.databind.JsonNode;

/**
 * What conditional references by identifier find in the Bundle that they stand in: R4 resolves them when everything else
 * has been done, so they see what the transaction itself creates and updates.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#trules">http.html#trules</a>
 */
final class BundleMatches {
    private static final Pattern IDENTIFIER = Pattern.compile("identifier=([^&,]{1,2048})");

    /** By type and identifier, with its system and without. */
    private final Map<String, Set<ResourceId>> matches = new HashMap<>();

    BundleMatches(Collection<Condition> asked, List<Transaction.Planned> planned) {
        Set<String> types = asked.stream().map(Condition::type).collect(Collectors.toSet());
        for (Transaction.Planned each : planned) {
            JsonNode resource = each.entry().resource();
            if (each.write().isPresent()
                    && resource != null
                    && types.contains(each.entry().type())) {
                each.id().ifPresent(id -> add(id, resource.path("identifier")));
            }
        }
    }

    private void add(ResourceId id, JsonNode identifiers) {
        for (JsonNode one : identifiers.isArray() ? identifiers : List.of(identifiers)) {
            String value = one.path("value").stringValue("");
            if (!value.isEmpty()) {
                add(id.type() + "|" + value, id);
                add(id.type() + "|" + one.path("system").stringValue("") + "|" + value, id);
            }
        }
    }

    private void add(String key, ResourceId id) {
        matches.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(id);
    }

    Set<ResourceId> of(Condition condition) {
        Matcher matcher = IDENTIFIER.matcher(condition.query());
        if (matches.isEmpty() || !matcher.matches()) {
            return Set.of();
        }
        return matches.getOrDefault(condition.type() + "|" + decoded(matcher.group(1)), Set.of());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
