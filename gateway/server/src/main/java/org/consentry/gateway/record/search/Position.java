package org.consentry.gateway.record.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** The sort values and row id a page ended with. The edge seals it: what arrives here was made here. */
record Position(List<String> parts) {
    static Position of(Object... parts) {
        return new Position(Arrays.stream(parts).map(String::valueOf).toList());
    }

    static Position parse(String text) {
        try {
            return new Position(Arrays.stream(text.split("\\.", -1))
                    .map(part -> new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8))
                    .toList());
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    String text() {
        return parts.stream()
                .map(part ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("."));
    }

    String part(int index) {
        if (index >= parts.size()) {
            throw malformed();
        }
        return parts.get(index);
    }

    long number(int index) {
        try {
            return Long.parseLong(part(index));
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    long last() {
        return number(parts.size() - 1);
    }

    static Problem malformed() {
        return Problem.at(ProblemKind.MALFORMED, "_page", "not a page of this search");
    }
}
