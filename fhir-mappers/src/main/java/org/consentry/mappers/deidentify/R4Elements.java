package org.consentry.mappers.deidentify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** R4's own elements and their datatypes, as far as rules may speak about them: {@code r4-elements.txt}. */
final class R4Elements {
    /** One element; type is empty for a backbone, whose content is then not empty. */
    record Element(String type, Map<String, Element> content) {}

    private static final Element NOTHING = new Element("", Map.of());

    private final Map<String, Element> types = new LinkedHashMap<>();

    static R4Elements load() {
        R4Elements elements = new R4Elements();
        Deque<Element> open = new ArrayDeque<>();
        open.push(new Element("", elements.types));
        for (String line : Resources.lines("r4-elements.txt")) {
            String[] words = line.strip().split(" ", 2);
            int depth = (line.length() - line.stripLeading().length()) / 2;
            while (open.size() > depth + 1) {
                open.pop();
            }
            Element element = new Element(words.length > 1 ? words[1] : "", new LinkedHashMap<>());
            open.element().content().put(words[0], element);
            open.push(element);
        }
        return elements;
    }

    /** The elements of a resource type or datatype, without those that all resources have; null if unknown. */
    @Nullable
    Map<String, Element> of(String type) {
        Element element = types.get(type);
        return element == null ? null : element.content();
    }

    /** Every resource type and datatype. */
    Map<String, Element> types() {
        return types;
    }

    /** The elements that all resources have. */
    Map<String, Element> ofEveryResource() {
        return types.getOrDefault("Resource", NOTHING).content();
    }
}
