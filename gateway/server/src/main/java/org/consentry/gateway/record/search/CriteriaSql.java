package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.query.BodyTest;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Sql;

/**
 * Turns criteria into conditions on a row of {@code resource}: one EXISTS each, which PostgreSQL orders by what it knows
 * of their sizes. Whatever a chain touches carries the caller's visibility as well: without that, a criterion on a
 * hidden resource would tell its content by the number of matches.
 */
final class CriteriaSql {
    /**
     * PostgreSQL takes an EXISTS for a join and looks for the best order of all joins: with 60 of them it thinks for
     * seconds. Inside a CASE it asks row by row what the first ones leave, which is little.
     */
    private static final int MOST_JOINED = 12;

    private final SearchScope scope;
    private final Aliases aliases;
    private final int joined;

    CriteriaSql(SearchScope scope) {
        this(scope, new Aliases(), MOST_JOINED);
    }

    private CriteriaSql(SearchScope scope, Aliases aliases, int joined) {
        this.scope = scope;
        this.aliases = aliases;
        this.joined = joined;
    }

    /** For rows that are found already: the criteria are asked of one after the other. */
    static CriteriaSql rowByRow(SearchScope scope) {
        return new CriteriaSql(scope, new Aliases(), 0);
    }

    /** Adds {@code AND …} for every criterion. What only the bodies can tell is found first, among what the others leave. */
    void and(Sql sql, String alias, Optional<String> type, List<Criterion> criteria) {
        List<Criterion> indexed = new ArrayList<>();
        List<BodyTest> tests = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Reading reading) {
                tests.add(reading.test());
            } else {
                indexed.add(criterion);
            }
        }
        if (!tests.isEmpty()) {
            sql.add(" AND ").add(among(alias, new BodyScan(scope).find(type, indexed, tests)));
            return;
        }
        for (int i = 0; i < indexed.size(); i++) {
            Sql condition = one(alias, type, indexed.get(i));
            if (i < joined) {
                sql.add(" AND ").add(condition);
            } else {
                // PostgreSQL may answer a bare EXISTS from a list of all rows that have the value, made first.
                sql.add(" AND CASE WHEN (SELECT ").add(condition).add(") THEN TRUE ELSE FALSE END");
            }
        }
    }

    private static Sql among(String alias, BodyScan.Found found) {
        return new Sql()
                .add(
                        "(" + alias + ".subject, " + alias + ".rid) IN (SELECT * FROM unnest(?, ?))",
                        Sql.longs(found.subjects()),
                        Sql.longs(found.rids()));
    }

    private Sql one(String alias, Optional<String> type, Criterion criterion) {
        return switch (criterion) {
            case Criterion.On on -> on(alias, on);
            case Criterion.Column column -> column(alias, type, column);
            case Criterion.Coded coded -> new TokenSql(aliases).coded(alias, coded);
            case Criterion.Listed listed -> references().listed(alias, listed);
            case Criterion.Compartment compartment -> references().compartment(alias, compartment);
            case Criterion.Chain chain -> chain(alias, chain);
            case Criterion.Has has -> has(alias, has);
            case Criterion.AnyOf any ->
                Sql.any(any.alternatives().stream()
                        .map(list -> all(alias, type, list))
                        .toList());
            case Criterion.Not not -> new Sql().add("NOT ").add(all(alias, type, List.of(not.inner())));
            case Criterion.Contained contained ->
                among(alias, new ContainedScan(scope, contained.type(), contained.criteria()).find());
            case Criterion.Reading reading -> throw new IllegalStateException("bodies are read before");
        };
    }

    private Sql column(String alias, Optional<String> type, Criterion.Column column) {
        Sql condition = ColumnSql.on(alias, column);
        return column.name().equals("_id") && type.isPresent() && !scope.contained()
                ? condition
                        .add(" AND (" + alias + ".subject, " + alias
                                + ".rid) IN (SELECT d.subject, d.rid FROM directory d WHERE ")
                        .add(ColumnSql.self("d", type.get(), column))
                        .add(")")
                : condition;
    }

    private Sql all(String alias, Optional<String> type, List<Criterion> criteria) {
        Sql sql = new Sql().add("(TRUE");
        and(sql, alias, type, criteria);
        return sql.add(")");
    }

    private Sql on(String alias, Criterion.On on) {
        if (on.parameter().code().equals("_source")) {
            return ColumnSql.source(alias, on);
        }
        if (on.modifier().equals("missing")) {
            return missing(alias, on.parameter(), on.values().getFirst().equals("true"));
        }
        return switch (on.parameter().kind()) {
            case TOKEN -> new TokenSql(aliases).on(alias, on);
            case STRING -> exists(alias, "string", on, TextSql::string);
            case URI -> exists(alias, "string", on, TextSql::uri);
            case DATE -> exists(alias, "date", on, OrderedSql::date);
            case NUMBER -> exists(alias, "quantity", on, OrderedSql::number);
            case QUANTITY -> exists(alias, "quantity", on, OrderedSql::quantity);
            case REFERENCE -> references().on(alias, on);
            case COMPOSITE -> throw new IllegalStateException("composites are taken apart before");
        };
    }

    private ReferenceSql references() {
        return new ReferenceSql(scope, aliases);
    }

    /** A condition on an index row with the alias that is given. */
    private interface RowCondition {
        Sql on(String row, Criterion.On criterion, String value);
    }

    private Sql exists(String alias, String table, Criterion.On on, RowCondition condition) {
        String row = aliases.next("i");
        return Sql.probe(alias, table, row, on.parameter().keys())
                .add(on.modifier().equals("ne") ? "NOT " : "")
                .add(Sql.any(on.values().stream()
                        .map(value -> condition.on(row, on, value))
                        .toList()))
                .add(")");
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
        present.add(Sql.probe(alias, table, aliases.next("i"), parameter.keys()).add("TRUE)"));
        if (parameter.kind() == ParameterKind.REFERENCE) {
            present.add(Sql.probe(alias, "token", aliases.next("i"), Extraction.identifierKey(parameter))
                    .add("TRUE)"));
            if (ReferenceSql.isSubject(parameter) && parameter.mayLeadToPatient()) {
                present.add(new Sql().add(alias + ".subject <> 0"));
            }
        }
        return new Sql().add(missing ? "NOT " : "").add(Sql.any(present));
    }

    private Sql chain(String alias, Criterion.Chain chain) {
        List<Sql> alternatives = new ArrayList<>();
        for (int i = 0; i < chain.targets().size(); i++) {
            String type = chain.targets().get(i);
            boolean bySubject = type.equals("Patient") && ReferenceSql.isSubject(chain.reference());
            if (bySubject && !chain.reference().paths().getFirst().isSingle()) {
                alternatives.add(chainTo(alias, chain, i, false));
            }
            alternatives.add(chainTo(alias, chain, i, bySubject));
            if (chain.reference().isCanonical()) {
                alternatives.add(canonicalChain(
                        alias, chain.reference(), type, chain.perTarget().get(i)));
            }
        }
        return Sql.any(alternatives);
    }

    private Sql chainTo(String alias, Criterion.Chain chain, int index, boolean bySubject) {
        if (!bySubject) {
            return new Sql()
                    .add("(" + alias + ".subject, " + alias + ".rid) IN (")
                    .add(rows(chain, index))
                    .add(")");
        }
        // As a list that is made first: taken for a join, it would be looked for among all resources of the type.
        return new Sql()
                .add(alias + ".subject = ANY(ARRAY(")
                .add(subjects(chain, index))
                .add("))");
    }

    /** {@code subject} and {@code rid} of all that a chain by references leads to. */
    Sql rows(Criterion.Chain chain) {
        Sql sql = new Sql();
        for (int i = 0; i < chain.targets().size(); i++) {
            sql.add(i == 0 ? "" : " UNION ALL ").add(rows(chain, i));
        }
        return sql;
    }

    private Sql rows(Criterion.Chain chain, int index) {
        String target = aliases.next("t");
        Sql sql = new Sql()
                .add("SELECT f" + target + ".subject, f" + target + ".rid FROM resource " + target
                        + " JOIN reference f" + target + " ON f" + target + ".target = " + target + ".self AND f"
                        + target + ".parameter = " + chain.reference().key() + " WHERE ");
        return met(sql, target, chain, index);
    }

    private Sql subjects(Criterion.Chain chain, int index) {
        String target = aliases.next("t");
        return met(
                new Sql().add("SELECT " + target + ".subject FROM resource " + target + " WHERE "),
                target,
                chain,
                index);
    }

    private Sql met(Sql sql, String target, Criterion.Chain chain, int index) {
        Optional<String> type = Optional.of(chain.targets().get(index));
        visible(sql, target, type.get());
        and(sql, target, type, chain.perTarget().get(index));
        return sql;
    }

    private void visible(Sql sql, String alias, String type) {
        sql.add(alias + ".change < 2 AND " + alias + ".type = "
                        + Definitions.r4().number(type) + " AND ")
                .add(scope.visible().on(alias, Optional.of(type)));
    }

    /** What is named by its canonical URL: the index holds the URL's hash, which PostgreSQL can make as well. */
    private Sql canonicalChain(String alias, SearchParameter reference, String type, List<Criterion> criteria) {
        Optional<SearchParameter> url = Definitions.r4().parameter(type, "url");
        if (url.isEmpty()) {
            return new Sql().add("FALSE");
        }
        String target = aliases.next("t");
        Sql sql = new Sql()
                .add("(" + alias + ".subject, " + alias + ".rid) IN (SELECT f.subject, f.rid FROM resource " + target
                        + " JOIN string u ON u.parameter = " + url.get().key() + " AND u.subject = " + target
                        + ".subject AND u.rid = " + target + ".rid JOIN reference f ON f.parameter = "
                        + reference.key() + " AND f.target = " + Hashes.inSql("u.value") + " WHERE ");
        visible(sql, target, type);
        and(sql, target, Optional.of(type), criteria);
        return sql.add(")");
    }

    private Sql has(String alias, Criterion.Has has) {
        boolean bySubject = has.target().equals("Patient") && ReferenceSql.isSubject(has.reference());
        if (bySubject && has.reference().paths().getFirst().isSingle()) {
            return has(alias, has, true);
        }
        return bySubject ? Sql.any(List.of(has(alias, has, true), has(alias, has, false))) : has(alias, has, false);
    }

    private Sql has(String alias, Criterion.Has has, boolean bySubject) {
        String type = has.reference().type();
        String source = aliases.next("t");
        Sql sql = new Sql();
        if (joined == 0) {
            return hasOne(alias, has, bySubject, source);
        }
        if (bySubject) {
            sql.add("(" + alias + ".subject = " + alias + ".rid AND " + alias + ".subject IN (SELECT " + source
                    + ".subject FROM resource " + source + " WHERE ");
        } else {
            sql.add(alias + ".self IN (SELECT f" + source + ".target FROM resource " + source + " JOIN reference f"
                    + source + " ON f" + source + ".subject = " + source + ".subject AND f" + source + ".rid = "
                    + source
                    + ".rid AND f" + source + ".parameter = " + has.reference().key() + " WHERE ");
        }
        visible(sql, source, type);
        and(sql, source, Optional.of(type), has.inner());
        return sql.add(bySubject ? "))" : ")");
    }

    /** Of one row: what refers to it is looked for, and not all that may refer to something. */
    private Sql hasOne(String alias, Criterion.Has has, boolean bySubject, String source) {
        Sql sql = new Sql();
        if (bySubject) {
            sql.add("(" + alias + ".subject = " + alias + ".rid AND EXISTS (SELECT 1 FROM resource " + source
                    + " WHERE " + source + ".subject = " + alias + ".subject AND ");
        } else {
            sql.add("EXISTS (SELECT 1 FROM reference f" + source + " JOIN resource " + source + " ON " + source
                    + ".subject = f" + source + ".subject AND " + source + ".rid = f" + source + ".rid WHERE f"
                    + source + ".parameter = " + has.reference().key() + " AND f" + source + ".target = " + alias
                    + ".self AND ");
        }
        visible(sql, source, has.reference().type());
        // Joined, so that what is rare in this record comes first.
        new CriteriaSql(scope, aliases, MOST_JOINED)
                .and(sql, source, Optional.of(has.reference().type()), has.inner());
        return sql.add(bySubject ? "))" : ")");
    }
}
