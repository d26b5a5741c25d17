package org.consentry.gateway.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Query.Criterion;
import org.consentry.gateway.record.SearchValues.Prefix;
import org.consentry.gateway.record.SearchValues.Prefixed;

/**
 * Turns criteria into conditions on a row of {@code resource}: one EXISTS each, which PostgreSQL orders by what it knows
 * of their sizes. Whatever a chain touches carries the caller's visibility as well: without that, a criterion on a
 * hidden resource would tell its content by the number of matches.
 */
final class CriteriaSql {
    private static final double NEAR = 0.1;

    private final VisiblePredicate visible;
    private final Subjects subjects;
    private final String ownBase;
    private int aliases;

    CriteriaSql(VisiblePredicate visible, Subjects subjects, String ownBase) {
        this.visible = visible;
        this.subjects = subjects;
        this.ownBase = ownBase;
    }

    /** Adds {@code AND …} for every criterion. */
    void and(Sql sql, String alias, List<Criterion> criteria) {
        for (Criterion criterion : criteria) {
            sql.add(" AND ").add(one(alias, criterion));
        }
    }

    private Sql one(String alias, Criterion criterion) {
        return switch (criterion) {
            case Criterion.On on -> on(alias, on);
            case Criterion.Column column -> column(alias, column);
            case Criterion.Chain chain -> chain(alias, chain);
            case Criterion.Has has -> has(alias, has);
            case Criterion.AnyOf any ->
                any(any.alternatives().stream().map(list -> all(alias, list)).toList());
        };
    }

    private Sql all(String alias, List<Criterion> criteria) {
        Sql sql = new Sql().add("(TRUE");
        and(sql, alias, criteria);
        return sql.add(")");
    }

    private static Sql any(List<Sql> alternatives) {
        Sql sql = new Sql().add("(");
        for (int i = 0; i < alternatives.size(); i++) {
            sql.add(i == 0 ? "" : " OR ").add(alternatives.get(i));
        }
        return sql.add(")");
    }

    private Sql on(String alias, Criterion.On on) {
        if (on.parameter().code().equals("_source")) {
            return source(alias, on);
        }
        if (on.modifier().equals("missing")) {
            return missing(alias, on.parameter(), on.values().getFirst().equals("true"));
        }
        return switch (on.parameter().kind()) {
            case TOKEN -> token(alias, on);
            case STRING -> exists(alias, "string", on, this::string);
            case URI -> exists(alias, "string", on, this::uri);
            case DATE -> date(alias, on);
            case NUMBER -> exists(alias, "quantity", on, this::number);
            case QUANTITY -> exists(alias, "quantity", on, this::quantity);
            case REFERENCE -> reference(alias, on);
            case COMPOSITE -> throw new IllegalStateException("composites are taken apart before");
        };
    }

    /** A condition on an index row with the alias that is given. */
    private interface RowCondition {
        Sql on(String row, Criterion.On criterion, String value);
    }

    private Sql exists(String alias, String table, Criterion.On on, RowCondition condition) {
        String row = "i" + aliases++;
        return probe(alias, table, row, on.parameter().key())
                .add(any(on.values().stream()
                        .map(value -> condition.on(row, on, value))
                        .toList()))
                .add(")");
    }

    private static Sql probe(String alias, String table, String row, int parameter) {
        return new Sql()
                .add("EXISTS (SELECT 1 FROM " + table + " " + row + " WHERE " + row + ".parameter = " + parameter
                        + " AND " + row + ".subject = " + alias + ".subject AND " + row + ".rid = " + alias
                        + ".rid AND ");
    }

    private Sql missing(String alias, SearchParameter parameter, boolean missing) {
        List<Sql> present = new ArrayList<>();
        String table =
                switch (parameter.kind()) {
                    case TOKEN -> "token";
                    case STRING, URI -> "string";
                    case DATE -> "date";
                    case NUMBER, QUANTITY -> "quantity";
                    case REFERENCE, COMPOSITE -> "reference";
                };
        present.add(probe(alias, table, "i" + aliases++, parameter.key()).add("TRUE)"));
        if (parameter.kind() == ParameterKind.REFERENCE) {
            present.add(probe(alias, "token", "i" + aliases++, Extraction.identifierKey(parameter))
                    .add("TRUE)"));
            if (isSubject(parameter)) {
                present.add(new Sql().add(alias + ".subject <> 0"));
            }
        }
        return new Sql().add(missing ? "NOT " : "").add(any(present));
    }

    private Sql token(String alias, Criterion.On on) {
        int key = on.modifier().equals("of-type")
                ? Extraction.ofTypeKey(on.parameter())
                : on.parameter().key();
        String row = "i" + aliases++;
        Sql sql = new Sql().add(on.modifier().equals("not") ? "NOT " : "").add(probe(alias, "token", row, key));
        return sql.add(any(on.values().stream()
                        .map(value -> on.modifier().equals("of-type")
                                ? new Sql().add(row + ".code = ?", Hashes.of(SearchValues.unescape(value)))
                                : tokenValue(row, on.parameter(), value))
                        .toList()))
                .add(")");
    }

    private static Sql tokenValue(String row, SearchParameter parameter, String value) {
        List<String> parts = SearchValues.split(value, '|');
        if (parts.size() > 2) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code(), "code, system|code, |code or system|");
        }
        String code = SearchValues.unescape(parts.getLast());
        if (parts.size() == 1) {
            return new Sql().add(row + ".code = ?", Hashes.of(code));
        }
        String system = SearchValues.unescape(parts.getFirst());
        int hash = system.isEmpty() ? 0 : Hashes.small(system);
        return code.isEmpty()
                ? new Sql().add(row + ".system = ?", hash)
                : new Sql().add("(" + row + ".code = ? AND " + row + ".system = ?)", Hashes.of(code), hash);
    }

    private Sql string(String row, Criterion.On on, String value) {
        String text = SearchValues.unescape(value);
        String normalized = Texts.normalized(text);
        return switch (on.modifier()) {
            case "exact" ->
                new Sql().add("(" + row + ".value = ? AND " + row + ".exact = ?)", normalized, Hashes.small(text));
            case "contains" -> new Sql().add(row + ".value LIKE ?", "%" + like(normalized) + "%");
            default -> new Sql().add(row + ".value LIKE ?", like(normalized) + "%");
        };
    }

    private Sql uri(String row, Criterion.On on, String value) {
        return uriValue(row + ".value", on, value);
    }

    private static Sql uriValue(String column, Criterion.On on, String value) {
        String uri = SearchValues.unescape(value);
        return switch (on.modifier()) {
            case "below" -> new Sql().add(column + " LIKE ?", like(uri) + "%");
            case "above" -> new Sql().add("starts_with(?, " + column + ")", uri);
            default -> new Sql().add(column + " = ?", uri);
        };
    }

    /** {@code _source} is a column, which every resource has. */
    private static Sql source(String alias, Criterion.On on) {
        if (on.modifier().equals("missing")) {
            return new Sql().add(on.values().getFirst().equals("true") ? "FALSE" : "TRUE");
        }
        String uri = "('" + Content.MEMBERS + "' || " + alias + ".source)";
        return any(on.values().stream().map(value -> uriValue(uri, on, value)).toList());
    }

    private static String like(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private Sql date(String alias, Criterion.On on) {
        return exists(alias, "date", on, (row, criterion, value) -> {
            Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value));
            return range(
                    row + ".low",
                    row + ".high",
                    prefixed.prefix(),
                    time(on.parameter().code(), prefixed.value()));
        });
    }

    static TimeRange time(String parameter, String value) {
        return TimeRange.parse(value.replace(' ', '+'))
                .orElseThrow(() -> Problem.at(
                        ProblemKind.MALFORMED, parameter, "a date such as 2026, 2026-11, 2026-11-20 or a dateTime"));
    }

    private static Sql range(String low, String high, Prefix prefix, TimeRange asked) {
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

    private Sql number(String row, Criterion.On on, String value) {
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value));
        return amount(row, prefixed.prefix(), on.parameter().code(), prefixed.value());
    }

    private Sql quantity(String row, Criterion.On on, String value) {
        List<String> parts = SearchValues.split(value, '|');
        if (parts.size() != 1 && parts.size() != 3) {
            throw Problem.at(ProblemKind.MALFORMED, on.parameter().code(), "number or number|system|code");
        }
        Prefixed prefixed = SearchValues.prefixed(on.parameter().code(), parts.getFirst());
        Sql sql = amount(row, prefixed.prefix(), on.parameter().code(), prefixed.value());
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
        return new Sql().add("(").add(sql).add(")");
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
            case SA -> new Sql().add(low + " > ?", asked.high());
            case EB -> new Sql().add(high + " < ?", asked.low());
            case AP ->
                new Sql().add("(" + low + " <= ? AND " + high + " >= ?)", asked.exact() + near, asked.exact() - near);
        };
    }

    private static boolean isSubject(SearchParameter parameter) {
        return Definitions.r4().subject(parameter.type()).isAskedBy(parameter);
    }

    private Sql reference(String alias, Criterion.On on) {
        SearchParameter parameter = on.parameter();
        if (on.modifier().equals("identifier")) {
            String row = "i" + aliases++;
            return probe(alias, "token", row, Extraction.identifierKey(parameter))
                    .add(any(on.values().stream()
                            .map(value -> tokenValue(row, parameter, value))
                            .toList()))
                    .add(")");
        }
        return any(on.values().stream()
                .map(value -> target(alias, parameter, SearchValues.unescape(value)))
                .toList());
    }

    private Sql target(String alias, SearchParameter parameter, String value) {
        List<Long> targets = new ArrayList<>();
        Sql subject = null;
        for (String candidate : candidates(parameter, value)) {
            Optional<ResourceId> local = References.local(candidate, ownBase);
            if (local.isPresent() && local.get().type().equals("Patient") && isSubject(parameter)) {
                long key = subjects.keysOf(List.of(local.get().id()))
                        .getOrDefault(local.get().id(), -1L);
                subject = new Sql().add(alias + ".subject = ?", key);
            } else {
                targets.add(local.map(Hashes::self).orElseGet(() -> Hashes.of(candidate)));
            }
        }
        if (subject != null && targets.isEmpty()) {
            return subject;
        }
        String row = "i" + aliases++;
        Sql rows = targets.size() == 1
                ? probe(alias, "reference", row, parameter.key()).add(row + ".target = ?)", targets.getFirst())
                : probe(alias, "reference", row, parameter.key()).add(row + ".target = ANY(?))", Sql.longs(targets));
        return subject == null ? rows : any(List.of(subject, rows));
    }

    /** A bare id may mean any of the parameter's types; where Patient is one of the subject's, it means the patient. */
    private List<String> candidates(SearchParameter parameter, String value) {
        if (value.contains("/") || value.contains(":")) {
            return List.of(value);
        }
        if (!value.matches("[A-Za-z0-9\\-.]{1,64}")) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code(), "an id, Type/id or a URL");
        }
        List<String> types = parameter.paths().stream().allMatch(path -> path.target() != null)
                ? parameter.paths().stream()
                        .map(path -> String.valueOf(path.target()))
                        .toList()
                : parameter.targets().contains("*") ? Definitions.r4().types() : parameter.targets();
        return types.stream().distinct().map(type -> type + "/" + value).toList();
    }

    private Sql column(String alias, Criterion.Column column) {
        if (column.name().equals("_id")) {
            List<String> wanted =
                    column.values().stream().map(SearchValues::unescape).toList();
            return new Sql().add(alias + ".id = ANY(?)", Sql.strings(wanted));
        }
        return any(column.values().stream()
                .map(value -> {
                    Prefixed prefixed = SearchValues.prefixed("_lastUpdated", value);
                    return range(
                            alias + ".updated",
                            alias + ".updated",
                            prefixed.prefix(),
                            time("_lastUpdated", prefixed.value()));
                })
                .toList());
    }

    private Sql chain(String alias, Criterion.Chain chain) {
        List<Sql> alternatives = new ArrayList<>();
        for (int i = 0; i < chain.targets().size(); i++) {
            String type = chain.targets().get(i);
            boolean bySubject = type.equals("Patient") && isSubject(chain.reference());
            String target = "t" + aliases++;
            Sql inner = new Sql()
                    .add(" FROM resource " + target)
                    .add(
                            bySubject
                                    ? ""
                                    : " JOIN reference f" + target + " ON f" + target + ".target = " + target
                                            + ".self AND f" + target + ".parameter = "
                                            + chain.reference().key())
                    .add(" WHERE " + target + ".change < 2 AND " + target + ".type = "
                            + Definitions.r4().number(type) + " AND ")
                    .add(visible.on(target, Optional.of(type)));
            and(inner, target, chain.perTarget().get(i));
            alternatives.add(
                    bySubject
                            ? new Sql()
                                    .add(alias + ".subject IN (SELECT " + target + ".subject")
                                    .add(inner)
                                    .add(")")
                            : new Sql()
                                    .add("(" + alias + ".subject, " + alias + ".rid) IN (SELECT f" + target
                                            + ".subject, f" + target + ".rid")
                                    .add(inner)
                                    .add(")"));
        }
        return any(alternatives);
    }

    private Sql has(String alias, Criterion.Has has) {
        String type = has.reference().type();
        String source = "t" + aliases++;
        Sql where = new Sql()
                .add(" FROM resource " + source)
                .add(" WHERE " + source + ".change < 2 AND " + source + ".type = "
                        + Definitions.r4().number(type) + " AND ")
                .add(visible.on(source, Optional.of(type)));
        and(where, source, has.inner());
        if (has.target().equals("Patient") && isSubject(has.reference())) {
            return new Sql()
                    .add("(" + alias + ".subject = " + alias + ".rid AND " + alias + ".subject IN (SELECT " + source
                            + ".subject")
                    .add(where)
                    .add("))");
        }
        String join = " JOIN reference f" + source + " ON f" + source + ".subject = " + source + ".subject AND f"
                + source + ".rid = " + source + ".rid AND f" + source + ".parameter = "
                + has.reference().key() + " WHERE ";
        return new Sql()
                .add(alias + ".self IN (SELECT f" + source + ".target")
                .add(where, " WHERE ", join)
                .add(")");
    }
}
