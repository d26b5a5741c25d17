package org.consentry.gateway.identity;

import java.util.Optional;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * A code to look for, as token parameters of a search write it.
 *
 * @param system the code system; empty when any will do, the empty text when the code must have none
 * @param code the code; empty when any code of the system will do
 */
public record Coded(Optional<String> system, Optional<String> code) {
    private static final int MOST_CHARACTERS = 256;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public Coded {
        boolean named = code.isPresent() || system.map(text -> !text.isEmpty()).orElse(false);
        if (!named || isUnfit(system) || isUnfit(code)) {
            throw malformed();
        }
    }

    /** Reads {@code code}, {@code system|code}, {@code |code} or {@code system|}. */
    public static Coded parse(String text) {
        int bar = text.indexOf('|');
        if (bar != text.lastIndexOf('|')) {
            throw malformed();
        }
        if (bar < 0) {
            return new Coded(Optional.empty(), Optional.of(text).filter(code -> !code.isEmpty()));
        }
        String code = text.substring(bar + 1);
        return new Coded(Optional.of(text.substring(0, bar)), Optional.of(code).filter(it -> !it.isEmpty()));
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return system.map(it -> it + "|").orElse("") + code.orElse("");
    }

    private static boolean isUnfit(Optional<String> part) {
        return part.map(text ->
                        text.length() > MOST_CHARACTERS || CONTROL.matcher(text).find())
                .orElse(false);
    }

    private static Problem malformed() {
        return Problem.at(ProblemKind.MALFORMED, "code", "code, system|code, |code or system|");
    }
}
