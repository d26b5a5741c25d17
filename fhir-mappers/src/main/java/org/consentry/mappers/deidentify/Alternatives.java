package org.consentry.mappers.deidentify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Many words as one expression that looks at each letter once: {@code A(?:aron|bel)} for Aaron and Abel. It finds what the
 * words beside each other would find, in the same order of preference.
 */
final class Alternatives {
    private Alternatives() {}

    static String of(List<String> words) {
        Map<Character, List<String>> byFirst = new LinkedHashMap<>();
        boolean ends = false;
        for (String word : words.stream().distinct().toList()) {
            if (word.isEmpty()) {
                ends = true;
            } else {
                byFirst.computeIfAbsent(word.charAt(0), first -> new java.util.ArrayList<>())
                        .add(word.substring(1));
            }
        }
        if (byFirst.isEmpty()) {
            return "";
        }
        String branches = byFirst.entrySet().stream()
                .map(entry -> Pattern.quote(entry.getKey().toString()) + of(entry.getValue()))
                .collect(Collectors.joining("|", "(?:", ")"));
        // What follows a word decides whether the longer one was meant.
        return ends ? branches + "?" : branches;
    }
}
