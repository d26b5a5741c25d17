package org.consentry.gateway.record.search;

import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.index.AmountRange;
import org.consentry.gateway.record.index.TimeRange;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.query.SearchValues.Prefix;
import org.consentry.gateway.record.query.SearchValues.Prefixed;
import org.consentry.gateway.record.row.Sql;

/**
 * Conditions on rows of {@code date} and {@code quantity}: what is stored and what is asked are both ranges.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#prefix">search.html#prefix</a>
 */
final class OrderedSql {
    private static final double NEAR = 0.1;

    private OrderedSql() {}

    static Sql date(String row, Criterion.On on, String value) {
        if (on.modifier().equals("po")) {
            TimeRange period = time(on.parameter().code(), SearchValues.unescape(value));
            return new Sql().add("(" + row + ".low <= ? AND " + row + ".high >= ?)", period.high(), period.low());
        }
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value));
        return range(
                row + ".low",
                row + ".high",
                prefixed.prefix(),
                time(on.parameter().code(), prefixed.value()));
    }

    /** What holds of the beginning of all that a date without a comparison finds. */
    static Sql begins(String low, Criterion.On on, String value) {
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value));
        TimeRange asked = time(on.parameter().code(), prefixed.value());
        return new Sql().add("(" + low + " >= ? AND " + low + " <= ?)", asked.low(), asked.high());
    }

    static TimeRange time(String parameter, String value) {
        return TimeRange.parse(value.replace(' ', '+'))
                .orElseThrow(() -> Problem.at(
                        ProblemKind.MALFORMED, parameter, "a date such as 2026, 2026-11, 2026-11-20 or a dateTime"));
    }

    static Sql range(String low, String high, Prefix prefix, TimeRange asked) {
        return switch (prefix) {
            case EQ -> new Sql().add("(" + low + " >= ? AND " + high + " <= ?)", asked.low(), asked.high());
            case NE -> new Sql().add("NOT (" + low + " >= ? AND " + high + " <= ?)", asked.low(), asked.high());
            case GT -> new Sql().add(high + " > ?", asked.high());
            case LT -> new Sql().add(low + " < ?", asked.low());
            case GE -> new Sql().add("(" + high + " > ? OR " + low + " >= ?)", asked.high(), asked.low());
            case LE -> new Sql().add("(" + low + " < ? OR " + high + " <= ?)", asked.low(), asked.high());
            case SA -> new Sql().add(low + " > ?", asked.high());
            case EB -> new Sql().add(high + " < ?", asked.low());
            case AP -> near(low, high, asked);
        };
    }

    /** About a tenth of the time between then and now, as the specification suggests, but at least the day. */
    private static Sql near(String low, String high, TimeRange asked) {
        long gap = Math.round(Math.abs(System.currentTimeMillis() - asked.low()) * NEAR);
        return new Sql().add("(" + low + " <= ? AND " + high + " >= ?)", asked.high() + gap, asked.low() - gap);
    }

    static Sql number(String row, Criterion.On on, String value) {
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value));
        return amount(row, prefixed.prefix(), on.parameter().code(), prefixed.value());
    }

    static Sql quantity(String row, Criterion.On on, String value) {
        List<String> parts = SearchValues.split(value, '|');
        if (parts.size() != 1 && parts.size() != 3) {
            throw Problem.at(ProblemKind.MALFORMED, on.parameter().code(), "number or number|system|code");
        }
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), parts.getFirst());
        Sql sql = new Sql()
                .add("(")
                .add(amount(row, prefixed.prefix(), on.parameter().code(), prefixed.value()));
        if (parts.size() == 3) {
            String system = SearchValues.unescape(parts.get(1));
            String code = SearchValues.unescape(parts.get(2));
            if (!system.isEmpty()) {
                sql.add(" AND " + row + ".system = ?", Hashes.small(system));
            }
            if (!code.isEmpty()) {
                sql.add(" AND " + row + ".code = ?", Hashes.small(code));
            }
        }
        return sql.add(")");
    }

    private static Sql amount(String row, Prefix prefix, String parameter, String value) {
        AmountRange asked = AmountRange.parse(value)
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, parameter, "a number such as 5.40 or 1e-3"));
        String low = row + ".low";
        String high = row + ".high";
        double near = Math.abs(asked.exact()) * NEAR;
        return switch (prefix) {
            case EQ -> new Sql().add("(" + low + " >= ? AND " + high + " < ?)", asked.low(), asked.high());
            case NE -> new Sql().add("NOT (" + low + " >= ? AND " + high + " < ?)", asked.low(), asked.high());
            case GT -> new Sql().add(high + " > ?", asked.exact());
            case LT -> new Sql().add(low + " < ?", asked.exact());
            case GE -> new Sql().add(high + " >= ?", asked.exact());
            case LE -> new Sql().add(low + " <= ?", asked.exact());
            case SA -> new Sql().add(low + " > ?", asked.exact());
            case EB -> new Sql().add(high + " < ?", asked.exact());
            case AP ->
                new Sql().add("(" + low + " <= ? AND " + high + " >= ?)", asked.exact() + near, asked.exact() - near);
        };
    }
}
