package org.consentry.gateway.event;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for what an event may carry. */
final class Facts {
    private static final int MAX_COUNT = 16;
    private static final int MAX_LENGTH = 512;
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,31}");
    private static final Set<String> TAKEN = Set.of("kind", "id", "time");

    private Facts() {}

    static void check(Map<String, String> facts) {
        if (facts.size() > MAX_COUNT) {
            throw new IllegalArgumentException("An event carries at most " + MAX_COUNT + " facts");
        }
        facts.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
                throw new IllegalArgumentException("Not the name of a fact: " + name);
            }
            if (value.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("The fact " + name + " is longer than " + MAX_LENGTH);
            }
        });
    }
}
