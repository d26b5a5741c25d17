package org.consentry.gateway.record.search;

import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.index.Texts;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.row.Sql;

/** Conditions on rows of {@code string}: strings and URIs. */
final class TextSql {
    private TextSql() {}

    static Sql string(String row, Criterion.On on, String value) {
        String text = SearchValues.unescape(value);
        String normalized = Texts.normalized(text);
        if (normalized.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, on.parameter().code(), "a text with at least one character");
        }
        return switch (on.modifier()) {
            case "exact" ->
                new Sql().add("(" + row + ".value = ? AND " + row + ".exact = ?)", normalized, Hashes.small(text));
            case "contains" -> new Sql().add(row + ".value LIKE ?", "%" + like(normalized) + "%");
            case "ends" -> new Sql().add(row + ".value LIKE ?", "%" + like(normalized));
            case "whole", "ne" -> new Sql().add(row + ".value = ?", normalized);
            case "gt" -> new Sql().add(row + ".value > ? COLLATE \"C\"", normalized);
            case "lt" -> new Sql().add(row + ".value < ? COLLATE \"C\"", normalized);
            case "ge" -> new Sql().add(row + ".value >= ? COLLATE \"C\"", normalized);
            case "le" -> new Sql().add(row + ".value <= ? COLLATE \"C\"", normalized);
            default -> startsWith(row + ".value", normalized);
        };
    }

    static Sql uri(String row, Criterion.On on, String value) {
        return uriValue(row + ".value", on, value);
    }

    static Sql uriValue(String column, Criterion.On on, String value) {
        String uri = SearchValues.unescape(value);
        return switch (on.modifier()) {
            case "below" -> startsWith(column, uri);
            case "above" -> new Sql().add("starts_with(?, " + column + ")", uri);
            case "contains" -> new Sql().add(column + " LIKE ?", "%" + like(uri) + "%");
            case "ends" -> new Sql().add(column + " LIKE ?", "%" + like(uri));
            default -> new Sql().add(column + " = ?", uri);
        };
    }

    /**
     * As a range, which an index answers whatever the text is: a prepared {@code LIKE} is planned before its pattern is
     * known, and reads every text of the parameter.
     */
    static Sql startsWith(String column, String prefix) {
        Sql from = new Sql().add("(" + column + " >= ? COLLATE \"C\"", prefix);
        return after(prefix)
                .map(end -> from.add(" AND " + column + " < ? COLLATE \"C\"", end))
                .orElse(from)
                .add(")");
    }

    /** The first text behind all that start so, in the order of code points; none where they are the last. */
    static Optional<String> after(String prefix) {
        int[] points = prefix.codePoints().toArray();
        for (int i = points.length - 1; i >= 0; i--) {
            if (points[i] < Character.MAX_CODE_POINT) {
                int next = points[i] + 1;
                // Half of a pair is no text.
                int whole = next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
                return Optional.of(new String(points, 0, i) + Character.toString(whole));
            }
        }
        return Optional.empty();
    }

    private static String like(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
