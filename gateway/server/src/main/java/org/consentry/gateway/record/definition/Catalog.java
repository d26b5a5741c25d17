package org.consentry.gateway.record.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The search parameters that are in force: R4's own and those that were posted here. Nothing posted stands in the way of
 * one of R4's.
 */
public final class Catalog {
    private final Definitions definitions = Definitions.r4();
    private final Supplier<List<SearchParameter>> posted;
    private final Runnable refresh;
    private volatile Merged merged = new Merged(List.of(), Map.of());

    /**
     * R4's parameters and those that were posted.
     *
     * @param posted the same list object as long as nothing changed
     */
    public Catalog(Supplier<List<SearchParameter>> posted, Runnable refresh) {
        this.posted = posted;
        this.refresh = refresh;
    }

    /** Only what R4 defines. */
    public static Catalog standard() {
        return new Catalog(List::of, () -> {});
    }

    private record Merged(List<SearchParameter> from, Map<String, Map<String, SearchParameter>> byType) {}

    /** Looks whether something was posted elsewhere. Called once per search and batch, on the thread that has the connection. */
    public void refresh() {
        refresh.run();
    }

    /** Search parameters of a type by their code. */
    public Map<String, SearchParameter> parameters(String type) {
        List<SearchParameter> now = posted.get();
        Merged known = merged;
        if (known.from() != now) {
            known = merge(now);
            merged = known;
        }
        Map<String, SearchParameter> more = known.byType().get(type);
        return more == null ? definitions.parameters(type) : more;
    }

    public Optional<SearchParameter> parameter(String type, String code) {
        return Optional.ofNullable(parameters(type).get(code));
    }

    /** All parameters of one kind of all types. */
    public List<SearchParameter> references() {
        List<SearchParameter> found = new ArrayList<>();
        for (String type : definitions.types()) {
            parameters(type).values().stream()
                    .filter(p -> p.kind() == ParameterKind.REFERENCE)
                    .forEach(found::add);
        }
        return found;
    }

    private Merged merge(List<SearchParameter> now) {
        Map<String, Map<String, SearchParameter>> byType = new HashMap<>();
        for (SearchParameter parameter : now) {
            byType.computeIfAbsent(parameter.type(), t -> new TreeMap<>(definitions.parameters(t)))
                    .putIfAbsent(parameter.code(), parameter);
        }
        return new Merged(now, byType);
    }
}
