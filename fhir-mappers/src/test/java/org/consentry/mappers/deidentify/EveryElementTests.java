package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person in every element of every type that R4 has, at every depth, beside its unknown extensions: nothing of it stays,
 * whatever the element is called and whoever wrote the rule.
 */
class EveryElementTests {
    private static final int DEEPEST = 6;
    private static final List<String> TELLING =
            List.of("sentinel", "1987-03", "-03-14", "97531", "u2vudgluzwxzb24", "867-5309", "5309");

    private final R4Elements elements = R4Elements.load();

    static Stream<String> types() {
        return Resources.lines("resource-types.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void nothingOfAPersonStaysIn(String type) {
        ObjectNode resource = Json.MAPPER.createObjectNode().put("resourceType", type);
        fill(resource, elements.ofEveryResource(), 1);
        Map<String, R4Elements.Element> content = elements.of(type);
        fill(resource, content == null ? Map.of() : content, 1);
        resource.remove("implicitRules");
        resource.putArray("contained").add(resource.deepCopy().put("id", "inner"));
        byte[] json = resource.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(left(Policy.SAFE_HARBOR, json, PatientFacts.NOBODY)).isEmpty();
        assertThat(left(Policy.SAFE_HARBOR, json, Fixture.facts())).isEmpty();
        assertThat(left(Policy.RESEARCH_SHIFTED, json, PatientFacts.NOBODY)).isEmpty();
        assertThat(left(Policy.RESEARCH_SHIFTED, json, Fixture.facts())).isEmpty();
    }

    /**
     * What still tells, with what stands around it. Times of day are no secret where days are moved, nor is the
     * zone, which is wider than the state that stays.
     */
    private static List<String> left(Policy policy, byte[] json, PatientFacts facts) {
        List<String> left = new ArrayList<>();
        if (Deidentifier.of(policy, Fixture.KEY, Fixture.TODAY).apply(json, facts) instanceof Outcome.Kept kept) {
            String told = new String(kept.json(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            Stream.concat(
                            TELLING.stream(),
                            policy.equals(Policy.SAFE_HARBOR) ? Stream.of("13:45", "05:30") : Stream.empty())
                    .filter(told::contains)
                    .map(word -> told.substring(
                            Math.max(0, told.indexOf(word) - 80), Math.min(told.length(), told.indexOf(word) + 40)))
                    .forEach(left::add);
        }
        return left;
    }

    private void fill(ObjectNode object, Map<String, R4Elements.Element> content, int depth) {
        content.forEach((name, element) -> {
            if (element.type().equals("Resource") || element.type().startsWith("@")) {
                return;
            }
            if (element.type().isEmpty()) {
                fill(object.putObject(name), element.content(), depth + 1);
            } else {
                value(object, name, element.type(), depth);
            }
        });
        object.putArray("extension")
                .addObject()
                .put("url", "https://sentinelson.example.org/extension")
                .put("valueString", "Sentinelson");
    }

    private void value(ObjectNode object, String name, String type, int depth) {
        Map<String, R4Elements.Element> content = elements.of(type);
        switch (type) {
            case "boolean" -> object.put(name, true);
            case "integer", "positiveInt", "unsignedInt" -> object.put(name, 3);
            case "decimal" -> object.put(name, 12.5);
            case "date" -> object.put(name, "1987-03-14");
            case "dateTime", "instant" -> object.put(name, "1987-03-14T13:45:10+05:30");
            case "time" -> object.put(name, "13:45:10");
            case "base64Binary" -> object.put(name, "U2VudGluZWxzb24=");
            case "uri", "url", "canonical" -> object.put(name, "https://sentinelson.example.org/97531");
            case "oid" -> object.put(name, "urn:oid:1.2.840.97531");
            case "id", "uuid" -> object.put(name, "sentinelson-97531");
            case "code" -> object.put(name, "sentinelson-97531");
            default -> {
                if (content != null && depth < DEEPEST) {
                    fill(object.putObject(name), content, depth + 1);
                } else if (content == null) {
                    object.put(name, "Sentinelson, 555-867-5309");
                }
            }
        }
        if (content == null) {
            object.putObject("_" + name)
                    .putArray("extension")
                    .addObject()
                    .put("url", "https://sentinelson.example.org/extension")
                    .put("valueString", "Sentinelson");
        }
    }
}
