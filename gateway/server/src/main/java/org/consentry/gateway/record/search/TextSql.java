package org.consentry.gateway.record.search;

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
            default -> new Sql().add(row + ".value LIKE ?", like(normalized) + "%");
        };
    }

    static Sql uri(String row, Criterion.On on, String value) {
        return uriValue(row + ".value", on, value);
    }

    static Sql uriValue(String column, Criterion.On on, String value) {
        String uri = SearchValues.unescape(value);
        return switch (on.modifier()) {
            case "below" -> new Sql().add(column + " LIKE ?", like(uri) + "%");
            case "above" -> new Sql().add("starts_with(?, " + column + ")", uri);
            case "contains" -> new Sql().add(column + " LIKE ?", "%" + like(uri) + "%");
            case "ends" -> new Sql().add(column + " LIKE ?", "%" + like(uri));
            default -> new Sql().add(column + " = ?", uri);
        };
    }

    private static String like(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
