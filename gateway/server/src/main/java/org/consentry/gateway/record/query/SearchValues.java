package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.index.Bounds;

/**
 * The text of search values: escapes, alternatives, prefixes.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#escaping">search.html#escaping</a>
 */
public final class SearchValues {
    /** How an ordered value compares. */
    public enum Prefix {
        EQ,
        NE,
        GT,
        LT,
        GE,
        LE,
        SA,
        EB,
        AP
    }

    /** A value without its prefix. */
    public record Prefixed(Prefix prefix, String value) {}

    private SearchValues() {}

    /** Splits at a separator that is not escaped; the parts keep their escapes. */
    public static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == separator) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        if (parts.size() > Bounds.MOST_ALTERNATIVES) {
            throw Problem.at(ProblemKind.MALFORMED, "search", "too many alternatives");
        }
        return parts;
    }

    /** The alternatives of a value; empty ones mean nothing. */
    static List<String> alternatives(String parameter, String value) {
        List<String> given =
                split(value, ',').stream().filter(part -> !part.isEmpty()).toList();
        if (given.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, parameter, "a value between the commas");
        }
        return given;
    }

    public static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
        }
        return plain.toString();
    }

    /** Reads a prefix such as {@code ge} before a digit or a sign. */
    public static Prefixed prefixed(String parameter, String text) {
        if (text.length() > 2 && Character.isLetter(text.charAt(0))) {
            for (Prefix prefix : Prefix.values()) {
                if (text.regionMatches(true, 0, prefix.name(), 0, 2)
                        && text.substring(0, 2).chars().allMatch(Character::isLowerCase)) {
                    return new Prefixed(prefix, text.substring(2));
                }
            }
            throw Problem.at(ProblemKind.MALFORMED, parameter, "unknown prefix; eq ne gt lt ge le sa eb ap");
        }
        return new Prefixed(Prefix.EQ, text);
    }
}
