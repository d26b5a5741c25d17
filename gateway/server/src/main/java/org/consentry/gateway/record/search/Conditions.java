package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.index.TokenValues;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.QueryParser;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;

/**
 * Resolves the conditions of a whole batch. Those that ask for one token, as nearly all do
 * ({@code Practitioner?identifier=system|value}), are asked together in one statement.
 */
public final class Conditions {
    /** So many different locks at most: PostgreSQL keeps every lock in shared memory until the transaction ends. */
    private static final long LOCKS = 1024;

    private static final int ENOUGH = 2;

    private final RowReader reader;
    private final JdbcSearches searches;
    private final Subjects subjects;

    public Conditions(RowReader reader, JdbcSearches searches, Subjects subjects) {
        this.reader = reader;
        this.searches = searches;
        this.subjects = subjects;
    }

    /** A search that identifies. */
    public record Condition(String type, String query) {}

    /** Makes whoever would create by the same conditions wait until this transaction has ended. */
    public void lock(Collection<Condition> conditions) {
        if (!conditions.isEmpty()) {
            List<Long> locks = conditions.stream()
                    .map(c -> Math.floorMod(Hashes.of(c.type(), c.query()), LOCKS))
                    .distinct()
                    .sorted()
                    .toList();
            reader.list(
                    new Sql()
                            .add(
                                    "SELECT pg_advisory_xact_lock(77, k::int) FROM (SELECT k FROM unnest(?) k ORDER BY k) s",
                                    Sql.longs(locks)),
                    row -> true);
        }
    }

    /** What each condition finds: at most two, which is one too many. */
    public Map<Condition, Set<ResourceId>> resolve(Collection<Condition> conditions, Visibility visibility) {
        Map<Condition, Set<ResourceId>> found = new HashMap<>();
        List<Condition> tokens = new ArrayList<>();
        List<Token> values = new ArrayList<>();
        for (Condition condition : new LinkedHashSet<>(conditions)) {
            found.put(condition, new LinkedHashSet<>());
            Optional<Token> token = token(condition);
            if (token.isPresent()) {
                tokens.add(condition);
                values.add(token.get());
            } else {
                searches.rows(condition.type(), condition.query(), visibility, ENOUGH)
                        .forEach(row -> found.getOrDefault(condition, Set.of()).add(row.resourceId()));
            }
        }
        if (!tokens.isEmpty()) {
            resolveTokens(tokens, values, visibility, found);
        }
        return found;
    }

    private record Token(int parameter, long code, int system, int type) {}

    /** Any system. */
    private static final int ANY = -1;

    private Optional<Token> token(Condition condition) {
        Query query =
                searches.parser().parse(Optional.of(condition.type()), QueryParser.pairs(condition.query()), false);
        if (query.criteria().isEmpty()) {
            throw org.consentry.gateway.problem.Problem.of(
                    org.consentry.gateway.problem.ProblemKind.STALE, "A condition without criteria matches everything");
        }
        if (query.criteria().size() != 1
                || !(query.criteria().getFirst() instanceof Criterion.On on)
                || on.parameter().kind() != ParameterKind.TOKEN
                || on.parameter().isUnion()
                || !on.modifier().isEmpty()
                || on.values().size() != 1) {
            return Optional.empty();
        }
        List<String> parts = SearchValues.split(on.values().getFirst(), '|');
        String code = TokenValues.asked(on.parameter(), SearchValues.unescape(parts.getLast()));
        boolean implied = parts.size() == 2
                && Definitions.r4().impliedSystem(on.parameter()).isPresent();
        if (parts.size() > 2 || code.isEmpty() || implied) {
            return Optional.empty();
        }
        String system = SearchValues.unescape(parts.getFirst());
        int hash = parts.size() == 1 ? ANY : system.isEmpty() ? 0 : Hashes.small(system);
        int type = Definitions.r4().number(condition.type());
        return hash == ANY && parts.size() == 2
                ? Optional.empty()
                : Optional.of(new Token(on.parameter().key(), Hashes.of(code), hash, type));
    }

    private void resolveTokens(
            List<Condition> conditions,
            List<Token> tokens,
            Visibility visibility,
            Map<Condition, Set<ResourceId>> found) {
        Sql sql = new Sql()
                .add(
                        "SELECT n.i, r.type, r.id FROM unnest(?, ?, ?) WITH ORDINALITY AS n(parameter, code, system, i) "
                                + "JOIN token t ON t.parameter = n.parameter AND t.code = n.code "
                                + "AND (n.system = -1 OR t.system = n.system) "
                                + "JOIN resource r ON r.subject = t.subject AND r.rid = t.rid WHERE r.change < 2 AND ",
                        Sql.ints(tokens.stream().map(Token::parameter).toList()),
                        Sql.longs(tokens.stream().map(Token::code).toList()),
                        Sql.ints(tokens.stream().map(Token::system).toList()))
                .add(VisiblePredicate.of(visibility, subjects).on("r", Optional.empty()));
        reader.list(sql, row -> {
            Condition condition = conditions.get(Math.toIntExact(row.getLong(1)) - 1);
            return found.getOrDefault(condition, Set.of())
                    .add(new ResourceId(Definitions.r4().name(row.getInt(2)), row.getString(3)));
        });
    }
}
