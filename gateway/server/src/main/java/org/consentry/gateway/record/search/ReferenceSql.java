package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.row.Sql;

/**
 * Conditions on references. The one that makes the subject column has no rows: it is asked of the column.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#reference">search.html#reference</a>
 */
final class ReferenceSql {
    private static final List<String> PARENTS = List.of("partof", "part-of", "parent");

    private final SearchScope scope;
    private final Aliases aliases;

    ReferenceSql(SearchScope scope, Aliases aliases) {
        this.scope = scope;
        this.aliases = aliases;
    }

    static boolean isSubject(SearchParameter parameter) {
        return Definitions.r4().subject(parameter.type()).isAskedBy(parameter);
    }

    Sql on(String alias, Criterion.On on) {
        SearchParameter parameter = on.parameter();
        if (on.modifier().equals("identifier")) {
            String row = aliases.next("i");
            return Sql.probe(alias, "token", row, Extraction.identifierKey(parameter))
                    .add(Sql.any(on.values().stream()
                            .map(value -> TokenSql.value(row, parameter, value))
                            .toList()))
                    .add(")");
        }
        boolean branch = on.modifier().equals("above") || on.modifier().equals("below");
        return Sql.any(on.values().stream()
                .map(SearchValues::unescape)
                .map(value -> branch ? branch(alias, on, value) : target(alias, parameter, value))
                .toList());
    }

    /** The condition on the subject column, where that is all that the criterion asks: one patient who is here. */
    Optional<Sql> byRecordAlone(String alias, Criterion.On on) {
        SearchParameter parameter = on.parameter();
        boolean plain = isSubject(parameter)
                && parameter.paths().getFirst().isSingle()
                && on.modifier().isEmpty()
                && on.values().size() == 1
                && !scope.contained();
        if (!plain) {
            return Optional.empty();
        }
        List<String> candidates = List.copyOf(
                candidates(parameter, SearchValues.unescape(on.values().getFirst())));
        return candidates.size() > 1
                ? Optional.empty()
                : References.local(candidates.getFirst(), scope.ownBase())
                        .filter(id -> id.type().equals("Patient"))
                        .map(this::key)
                        .filter(key -> key >= 0)
                        .map(key -> new Sql().add(alias + ".subject = ?", key));
    }

    /** {@code subject} and {@code rid} of what has one of these references, where that is what its index tells. */
    Optional<Sql> rows(Criterion.On on) {
        if (!on.modifier().isEmpty() || isSubject(on.parameter())) {
            return Optional.empty();
        }
        List<Long> targets = on.values().stream()
                .map(SearchValues::unescape)
                .flatMap(value -> candidates(on.parameter(), value).stream())
                .map(candidate -> References.local(candidate, scope.ownBase())
                        .map(ResourceId::hash)
                        .orElseGet(() -> Hashes.of(candidate)))
                .toList();
        return Optional.of(new Sql()
                .add(
                        "SELECT i.subject, i.rid FROM reference i WHERE i.parameter = "
                                + on.parameter().key() + " AND i.target = ANY(?)",
                        Sql.longs(targets)));
    }

    /** {@code :below} and {@code :above}: what is named, and what is part of it or what it is part of. */
    private Sql branch(String alias, Criterion.On on, String value) {
        List<Sql> trees = new ArrayList<>();
        for (String candidate : candidates(on.parameter(), value)) {
            Optional<ResourceId> start = References.local(candidate, scope.ownBase());
            Optional<SearchParameter> parent = start.flatMap(id -> parent(id.type()));
            if (parent.isPresent()) {
                String row = aliases.next("i");
                trees.add(Sql.probe(alias, "reference", row, on.parameter().key())
                        .add(row + ".target IN (")
                        .add(tree(start.get(), parent.get(), on.modifier().equals("below")))
                        .add("))"));
            }
        }
        if (trees.isEmpty()) {
            throw Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    on.parameter().code() + ":" + on.modifier(),
                    "a resource of a type that can be part of its like, such as Location or Organization");
        }
        return Sql.any(trees);
    }

    /** The parameter that leads from a resource to the one of its type that it is part of. */
    private Optional<SearchParameter> parent(String type) {
        return PARENTS.stream()
                .flatMap(code -> scope.catalog().parameter(type, code).stream())
                .filter(parameter -> parameter.targets().contains(type))
                .findFirst();
    }

    /** UNION ends where a circle closes. What the caller may not see leads nowhere. */
    private Sql tree(ResourceId start, SearchParameter parent, boolean below) {
        String tree = aliases.next("w");
        String on = aliases.next("t");
        Sql visible = scope.visible().on(on, Optional.of(start.type()));
        String step = below
                ? on + ".self FROM " + tree + " JOIN reference f ON f.parameter = " + parent.key() + " AND f.target = "
                        + tree + ".self JOIN resource " + on + " ON " + on + ".subject = f.subject AND " + on
                        + ".rid = f.rid"
                : "f.target FROM " + tree + " JOIN directory d ON d.self = " + tree + ".self JOIN resource " + on
                        + " ON "
                        + on + ".subject = d.subject AND " + on + ".rid = d.rid JOIN reference f ON f.parameter = "
                        + parent.key() + " AND f.subject = " + on + ".subject AND f.rid = " + on + ".rid";
        return new Sql()
                .add("WITH RECURSIVE " + tree + "(self) AS (SELECT ?::int8 UNION SELECT " + step, start.hash())
                .add(" WHERE " + on + ".change < 2 AND ")
                .add(visible)
                .add(") SELECT self FROM " + tree);
    }

    private Sql target(String alias, SearchParameter parameter, String value) {
        List<Long> others = new ArrayList<>();
        Long patient = null;
        long key = -1;
        for (String candidate : candidates(parameter, value)) {
            Optional<ResourceId> local = References.local(candidate, scope.ownBase());
            long target = local.map(ResourceId::hash).orElseGet(() -> Hashes.of(candidate));
            if (local.isPresent() && local.get().type().equals("Patient") && isSubject(parameter)) {
                patient = target;
                key = key(local.get());
            } else {
                others.add(target);
            }
        }
        if (patient != null && scope.contained()) {
            others.add(patient);
            return pointing(alias, parameter, others);
        }
        if (patient == null) {
            return pointing(alias, parameter, others);
        }
        if (key >= 0) {
            // A bare id means the patient; another of that id counts only when it is there.
            others.retainAll(scope.subjects().places(others).keySet());
        }
        if (key < 0 || !parameter.paths().getFirst().isSingle()) {
            // One patient fills the subject column; of two, neither does, and both have rows. So has one who is not
            // here: what asks about her is found by her name as if she were.
            others.add(patient);
        }
        Sql subject = new Sql().add(alias + ".subject = ?", key);
        return others.isEmpty() ? subject : Sql.any(List.of(subject, pointing(alias, parameter, others)));
    }

    private long key(ResourceId patient) {
        return scope.subjects().keysOf(List.of(patient.id())).getOrDefault(patient.id(), -1L);
    }

    private Sql pointing(String alias, SearchParameter parameter, List<Long> targets) {
        String row = aliases.next("i");
        return Sql.probe(alias, "reference", row, parameter.key()).add(row + ".target = ANY(?))", Sql.longs(targets));
    }

    /** An id alone may mean any type the parameter can lead to. */
    private static List<String> candidates(SearchParameter parameter, String value) {
        if (value.contains("/") || value.contains(":")) {
            return List.of(value);
        }
        if (!value.matches("[A-Za-z0-9\\-.]{1,64}")) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code(), "an id, Type/id or URL");
        }
        List<String> types = parameter.paths().stream().allMatch(path -> path.target() != null)
                ? parameter.paths().stream()
                        .map(path -> String.valueOf(path.target()))
                        .toList()
                : parameter.targets().isEmpty() || parameter.targets().contains("*")
                        ? Definitions.r4().types()
                        : parameter.targets();
        return types.stream().distinct().map(type -> type + "/" + value).toList();
    }

    /** {@code _list}: what the entries of a List refer to. */
    Sql listed(String alias, Criterion.Listed listed) {
        String list = aliases.next("t");
        return new Sql()
                .add(alias + ".self IN (SELECT f.target FROM resource " + list + " JOIN reference f ON f.subject = "
                        + list + ".subject AND f.rid = " + list + ".rid AND f.parameter = "
                        + listed.item().key() + " WHERE " + list + ".change < 2 AND ")
                .add(list + ".self = ? AND ", listed.list().hash())
                .add(scope.visible().on(list, Optional.of("List")))
                .add(")");
    }

    /** What one of the parameters leads from to the owner. */
    Sql compartment(String alias, Criterion.Compartment compartment) {
        List<Sql> alternatives = new ArrayList<>();
        ResourceId owner = compartment.owner();
        if (owner.type().equals("Patient") && compartment.by().stream().anyMatch(ReferenceSql::isSubject)) {
            alternatives.add(new Sql().add(alias + ".subject = ?", key(owner)));
        }
        alternatives.add(new Sql()
                .add(
                        "(" + alias + ".subject, " + alias
                                + ".rid) IN (SELECT c.subject, c.rid FROM reference c WHERE c.parameter = ANY(?) "
                                + "AND c.target = ?)",
                        Sql.ints(compartment.by().stream()
                                .map(SearchParameter::key)
                                .toList()),
                        owner.hash()));
        return Sql.any(alternatives);
    }
}
