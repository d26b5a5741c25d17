package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a field with a sentinel in each part, and where each of them stands. */
record FieldSentinels(String text, Map<String, String> places) {

    FieldSentinels(String form, int repetitions) {
        this(form, repetitions, 0);
    }

    FieldSentinels(String form, int repetitions, int number) {
        this(new LinkedHashMap<>(), form, repetitions, number);
    }

    private FieldSentinels(Map<String, String> places, String form, int repetitions, int number) {
        this(fill(places, form, repetitions, number), places);
    }

    private static String fill(Map<String, String> places, String form, int repetitions, int first) {
        int number = first;
        StringBuilder out = new StringBuilder();
        List<String> texts = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            int component = 1;
            int subcomponent = 1;
            out.setLength(0);
            for (int i = 0; i < form.length(); i++) {
                char c = form.charAt(i);
                component += c == '^' ? 1 : 0;
                subcomponent = c == '^' ? 1 : c == '&' ? subcomponent + 1 : subcomponent;
                String sentinel = sentinel(c, ++number);
                out.append(sentinel == null ? String.valueOf(c) : sentinel);
                if (sentinel != null) {
                    places.put(sentinel, "[" + repetition + "]." + component + "." + subcomponent);
                }
            }
            texts.add(out.toString());
        }
        return String.join("~", texts);
    }

    private static @Nullable String sentinel(char kind, int number) {
        return switch (kind) {
            case '#' -> "Zq" + (10_000 + number);
            case '%' -> String.valueOf(1_000_000_000L + number);
            case '@' -> String.valueOf((1100 + number / 12) * 10_000 + (number % 12 + 1) * 100 + 11);
            default -> null;
        };
    }

    static String inFhir(String sentinel) {
        return sentinel.matches("\\d{8}")
                ? sentinel.substring(0, 4) + "-" + sentinel.substring(4, 6) + "-" + sentinel.substring(6)
                : sentinel;
    }
}
