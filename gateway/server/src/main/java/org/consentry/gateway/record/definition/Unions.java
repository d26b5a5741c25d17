package org.consentry.gateway.record.definition;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which search parameters are nothing but others of their type together: an Observation's {@code combo-code} is what
 * {@code code} and {@code component-code} are. Such a one has no index rows; whoever asks for it asks for its parts. Its
 * rows would be half of those of an Observation, and Observations are most of a record.
 */
public final class Unions {
    /** Kinds whose rows are asked for by {@link SearchParameter#keys()} and by nothing else. */
    private static final Set<ParameterKind> KINDS =
            EnumSet.of(ParameterKind.TOKEN, ParameterKind.QUANTITY, ParameterKind.COMPOSITE);

    /** A parameter as its definition says it: where its values stand, one text for each place. */
    private record Defined(String code, ParameterKind kind, Set<String> places) {
        boolean isPartOf(Defined whole) {
            return kind == whole.kind
                    && places.size() < whole.places.size()
                    && whole.places.containsAll(places)
                    && KINDS.contains(kind);
        }
    }

    private final Map<String, List<Defined>> byType = new HashMap<>();

    /** @param lines of the definitions: type, code, kind and places, with tabs between them */
    Unions(List<String> lines) {
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            byType.computeIfAbsent(cells[0], type -> new ArrayList<>())
                    .add(new Defined(
                            cells[1],
                            ParameterKind.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                            Set.of(cells[3].split(";", -1))));
        }
    }

    /** The codes of the parameters that together are this one; empty when it stands for itself. */
    List<String> parts(String type, String code) {
        List<Defined> defined = byType.getOrDefault(type, List.of());
        Defined whole = defined.stream()
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElseThrow();
        List<Defined> parts =
                defined.stream().filter(each -> each.isPartOf(whole)).toList();
        Set<String> places = new HashSet<>();
        parts.forEach(part -> places.addAll(part.places()));
        return places.equals(whole.places()) ? parts.stream().map(Defined::code).toList() : List.of();
    }
}
