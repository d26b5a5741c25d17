package org.consentry.bench.synthetic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A resource with named gaps, such as {@code ${patient}}. */
final class Template {
    private final List<String> parts = new ArrayList<>();

    private Template(String text) {
        int at = 0;
        for (int gap = text.indexOf("${"); gap >= 0; gap = text.indexOf("${", at)) {
            parts.add(text.substring(at, gap));
            at = text.indexOf('}', gap) + 1;
            parts.add(text.substring(gap + 2, at - 1));
        }
        parts.add(text.substring(at));
    }

    static Template named(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no template " + name);
            }
            return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String filled(Map<String, String> values) {
        StringBuilder text = new StringBuilder(4096);
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (i % 2 == 0) {
                text.append(part);
            } else {
                String value = values.get(part);
                if (value == null) {
                    throw new IllegalStateException("nothing for " + part);
                }
                text.append(value);
            }
        }
        return text.toString();
    }
}
