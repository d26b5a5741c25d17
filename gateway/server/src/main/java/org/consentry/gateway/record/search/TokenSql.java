package org.consentry.gateway.record.search;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.index.TokenValues;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.query.Terminology;
import org.consentry.gateway.record.row.Sql;

/**
 * Conditions on rows of {@code token}.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#token">search.html#token</a>
 */
final class TokenSql {
    private final Aliases aliases;

    TokenSql(Aliases aliases) {
        this.aliases = aliases;
    }

    Sql on(String alias, Criterion.On on) {
        boolean ofType = on.modifier().equals("of-type");
        List<Integer> keys = ofType
                ? List.of(Extraction.ofTypeKey(on.parameter()))
                : on.parameter().keys();
        String row = aliases.next("i");
        return new Sql()
                .add(on.modifier().equals("not") ? "NOT " : "")
                .add(Sql.probe(alias, "token", row, keys))
                .add(on.modifier().equals("ne") ? "NOT " : "")
                .add(Sql.any(on.values().stream()
                        .map(value -> ofType ? ofType(row, on, value) : value(row, on.parameter(), value))
                        .toList()))
                .add(")");
    }

    private static Sql ofType(String row, Criterion.On on, String value) {
        if (SearchValues.split(value, '|').size() != 3) {
            throw Problem.at(
                    ProblemKind.MALFORMED, on.parameter().code() + ":of-type", "system|code of the type|value");
        }
        return new Sql().add(row + ".code = ?", Hashes.of(SearchValues.unescape(value)));
    }

    /** Codes that a value set or a hierarchy names. */
    Sql coded(String alias, Criterion.Coded coded) {
        String row = aliases.next("i");
        Terminology.Codes codes = coded.codes();
        Optional<Integer> implied = Definitions.r4()
                .impliedSystem(coded.parameter())
                .filter(codes::hasSystem)
                .map(Hashes::small);
        return new Sql()
                .add(coded.not() ? "NOT " : "")
                .add(Sql.probe(alias, "token", row, coded.parameter().keys()))
                .add(
                        "((" + row + ".code, CASE " + row + ".system WHEN 0 THEN ? ELSE " + row
                                + ".system END) IN (SELECT * FROM unnest(?, ?)) OR " + row + ".system = ANY(?)))",
                        implied.orElse(0),
                        Sql.longs(codes.codes()),
                        Sql.ints(codes.codeSystems()),
                        Sql.ints(codes.wholeSystems()));
    }

    static Sql value(String row, SearchParameter parameter, String value) {
        List<String> parts = SearchValues.split(value, '|');
        if (parts.size() > 2) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code(), "code, system|code, |code or system|");
        }
        String code = TokenValues.asked(parameter, SearchValues.unescape(parts.getLast()));
        if (parts.size() == 1) {
            return new Sql().add(row + ".code = ?", Hashes.of(code));
        }
        String system = SearchValues.unescape(parts.getFirst());
        if (system.isEmpty() && code.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code(), "code, system|code, |code or system|");
        }
        return system(row, Definitions.r4().impliedSystem(parameter), system, code);
    }

    /** An element of type code has the system of its binding, which stands nowhere in the resource. */
    private static Sql system(String row, Optional<String> implied, String system, String code) {
        int hash = system.isEmpty() ? 0 : Hashes.small(system);
        Sql sql = new Sql().add("(");
        if (implied.filter(system::equals).isPresent()) {
            sql.add(row + ".system IN (0, ?)", hash);
        } else {
            sql.add(row + ".system = ?", hash);
        }
        if (!code.isEmpty()) {
            sql.add(" AND " + row + ".code = ?", Hashes.of(code));
        }
        return sql.add(")");
    }
}
