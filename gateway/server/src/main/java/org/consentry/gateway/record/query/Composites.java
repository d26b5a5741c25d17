package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.CompositeKeys;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.query.Query.Criterion;

/**
 * Turns {@code code-value-quantity=8480-6$gt140} into conditions: on both parts where the composite is about the whole
 * resource, on the key made of the first part where it is about a repeating element (see {@link Extraction}).
 */
final class Composites {
    private final Catalog catalog;

    Composites(Catalog catalog) {
        this.catalog = catalog;
    }

    Criterion criterion(SearchParameter composite, String value) {
        return criterion(composite.code(), composite, value);
    }

    /** @param asked what errors call it: it may be asked as a part of another */
    private Criterion criterion(String asked, SearchParameter composite, String value) {
        if (composite.isUnion()) {
            return new Criterion.AnyOf(composite.parts().stream()
                    .flatMap(part -> catalog.parameter(composite.type(), part).stream())
                    .map(part -> List.of(criterion(asked, part, value)))
                    .toList());
        }
        List<List<Criterion>> alternatives = new ArrayList<>();
        for (String alternative : SearchValues.alternatives(asked, value)) {
            List<String> parts = SearchValues.split(alternative, '$');
            int expected = composite.shapes().getFirst().parts().size();
            if (parts.size() != expected || parts.stream().anyMatch(String::isEmpty)) {
                throw Problem.at(ProblemKind.MALFORMED, asked, expected + " values joined by $");
            }
            for (SearchParameter.Shape shape : composite.shapes()) {
                alternatives.add(
                        composite.isWhole()
                                ? whole(asked, composite, shape, parts)
                                : keyed(asked, composite, shape, parts));
            }
        }
        return new Criterion.AnyOf(alternatives);
    }

    private List<Criterion> whole(
            String asked, SearchParameter composite, SearchParameter.Shape shape, List<String> parts) {
        List<Criterion> both = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            both.add(new Criterion.On(
                    same(asked, composite.type(), shape.parts().get(i)).named(asked), "", List.of(parts.get(i))));
        }
        return both;
    }

    /** The parameter of the type that is indexed from the same elements as the part. */
    private SearchParameter same(String asked, String type, SearchParameter.Part part) {
        return catalog.parameters(type).values().stream()
                .filter(p -> p.kind() == part.kind() && covers(p, part))
                .findFirst()
                .orElseThrow(() -> Problem.at(ProblemKind.NOT_SUPPORTED, asked, "this composite is not supported"));
    }

    private static boolean covers(SearchParameter parameter, SearchParameter.Part part) {
        List<String> routes = part.paths().stream().map(ElementPath::route).toList();
        return parameter.paths().stream().map(ElementPath::route).toList().containsAll(routes)
                && parameter.paths().stream().noneMatch(ElementPath::isNested);
    }

    private static List<Criterion> keyed(
            String asked, SearchParameter composite, SearchParameter.Shape shape, List<String> parts) {
        String first = SearchValues.unescape(parts.getFirst());
        String key = first.startsWith("|") ? first.substring(1) : first;
        if (shape.parts().getFirst().kind() == ParameterKind.REFERENCE && !key.contains("/")) {
            key = composite.type() + "/" + key;
        }
        if (key.isEmpty() || key.endsWith("|")) {
            throw Problem.at(ProblemKind.MALFORMED, asked, "its first value names a code");
        }
        List<Criterion> rest = new ArrayList<>();
        for (int i = 1; i < parts.size(); i++) {
            SearchParameter derived =
                    CompositeKeys.derived(composite, shape.parts().get(i), CompositeKeys.of(composite, key, i));
            rest.add(new Criterion.On(derived.named(asked), "", List.of(parts.get(i))));
        }
        return rest;
    }
}
