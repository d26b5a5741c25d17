package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.query.Query.Criterion;

/** Parameters that are not about an element: columns, text, lists, compartments, places. */
final class SpecialCriteria {
    /** {@code _compartment=Patient/1} is how the edge hands a compartment's URL on. */
    static final String COMPARTMENT = "_compartment";

    private final Catalog catalog;

    SpecialCriteria(Catalog catalog) {
        this.catalog = catalog;
    }

    Optional<Criterion> read(Optional<String> type, String name, String value) {
        return switch (name) {
            case "_id", "_lastUpdated" ->
                Optional.of(new Criterion.Column(name, SearchValues.alternatives(name, value)));
            case "_id:not" ->
                Optional.of(new Criterion.Not(new Criterion.Column("_id", SearchValues.alternatives(name, value))));
            case "_id:missing", "_lastUpdated:missing" -> Optional.of(never(name, value));
            case "_type" -> type.isPresent() ? Optional.empty() : Optional.of(types(value));
            case "_text" ->
                Optional.of(new Criterion.Reading(BodyTest.narrative(SearchValues.alternatives(name, value))));
            case "_content" ->
                Optional.of(new Criterion.Reading(BodyTest.content(SearchValues.alternatives(name, value))));
            case "_list" -> Optional.of(listed(value));
            case "near" ->
                type.filter("Location"::equals)
                        .map(location -> new Criterion.Reading(BodyTest.near(SearchValues.alternatives(name, value))));
            case COMPARTMENT -> Optional.of(compartment(type, value));
            default -> Optional.empty();
        };
    }

    /** Every resource has an id and a time: nothing of either is missing. */
    private static Criterion never(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw Problem.at(ProblemKind.MALFORMED, name, "true or false");
        }
        Criterion nothing = new Criterion.AnyOf(List.of());
        return value.equals("true") ? nothing : new Criterion.Not(nothing);
    }

    /** Over all types, the types that are meant. */
    private static Criterion types(String value) {
        List<String> types = SearchValues.alternatives("_type", value);
        if (!types.stream().allMatch(Definitions.r4()::isType)) {
            throw Problem.at(ProblemKind.MALFORMED, "_type", "resource types of R4, separated by commas");
        }
        return new Criterion.Column("_type", types);
    }

    private Criterion listed(String value) {
        String id = value.startsWith("List/") ? value.substring("List/".length()) : value;
        if (!id.matches("[A-Za-z0-9\\-.]{1,64}")) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_list", "the id of one stored List");
        }
        SearchParameter item =
                catalog.parameter("List", "item").orElseThrow(() -> new IllegalStateException("R4 has List.item"));
        return new Criterion.Listed(new ResourceId("List", id), item);
    }

    private Criterion compartment(Optional<String> type, String value) {
        ResourceId owner = References.local(value, "")
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, COMPARTMENT, "Type/id"));
        List<String> types = type.map(List::of).orElse(Definitions.r4().types());
        List<SearchParameter> by = new ArrayList<>();
        types.forEach(t -> by.addAll(Definitions.r4().compartment(owner.type(), t)));
        if (by.isEmpty()) {
            throw Problem.at(ProblemKind.NOT_FOUND, "resourceType", "this compartment does not hold this type");
        }
        return new Criterion.Compartment(owner, by);
    }
}
