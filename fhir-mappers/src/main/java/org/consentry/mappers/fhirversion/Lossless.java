package org.consentry.mappers.fhirversion;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * A converted resource is compared with its source, and what it does not have is added to it. First as what it was; if
 * R4's parser refuses that, or one of our own repairs takes it for a fault, as text, which nothing takes away. What is
 * lost even so is told.
 */
/** Sees to it that an R4 resource says all that the older one says. */
final class Lossless {

    /**
     * A resource, and the paths of the older version that are in it as extensions, and that are not in it.
     *
     * @param carried once for each value, or object of values
     */
    record Whole(Resource resource, List<String> carried, List<String> lost) {}

    private final ObjectNode older;
    private final Sameness same;
    private final Carried form;

    private Lossless(ObjectNode older, FhirVersion version, Sameness same) {
        this.older = older;
        this.same = same;
        this.form = new Carried(version);
    }

    /** @param older as it was sent */
    static Whole of(ObjectNode older, Resource made, FhirVersion version, Sameness same)
            throws IOException, NotConverted {
        return new Lossless(older, version, same).whole(made);
    }

    private Whole whole(Resource made) throws IOException, NotConverted {
        ObjectNode tree = TreeTokens.of(made);
        List<Comparison.Lost> lost = Comparison.of(older, tree, same);
        if (lost.isEmpty()) {
            return new Whole(made, List.of(), List.of());
        }
        if (lost.stream().anyMatch(Lossless::invented)) {
            throw new NotConverted(new IllegalArgumentException("A text where there is a boolean"));
        }
        List<Comparison.Lost> homeless = homeless(lost, tree);
        Resource best = made;
        try {
            homeless.forEach(form::asTyped);
            best = repaired(tree);
        } catch (IOException | RuntimeException | NotConverted unfit) {
            // The source has something where R4's parser reads something else.
            homeless = List.of();
        }
        tree = TreeTokens.of(best);
        List<Comparison.Lost> texts = Comparison.of(older, tree, same);
        if (texts.isEmpty()) {
            return new Whole(best, paths(homeless), List.of());
        }
        texts.stream().filter(one -> !one.value().asString("x").isBlank()).forEach(form::asText);
        best = repaired(tree);
        List<Comparison.Lost> gone = Comparison.of(older, TreeTokens.of(best), same);
        Set<String> missing = new HashSet<>(paths(gone));
        List<String> carried = Stream.concat(homeless.stream(), texts.stream())
                .map(one -> Carried.told(one.path()))
                .filter(path -> !missing.contains(path))
                .toList();
        return new Whole(best, carried, paths(gone));
    }

    /** The models' parsers take every text for a boolean, and those but "true" for false. */
    private static boolean invented(Comparison.Lost lost) {
        return lost.value().isString() && lost.home().path(lost.name()).isBoolean();
    }

    /** Puts what a converter left out into the element of that name that R4 has, and answers with the others. */
    private static List<Comparison.Lost> homeless(List<Comparison.Lost> lost, ObjectNode tree) {
        Map<String, ArrayNode> left = new LinkedHashMap<>();
        for (Comparison.Lost one : lost) {
            if (one.isTop()) {
                left.computeIfAbsent(one.name(), name -> tree.arrayNode())
                        .add(one.value().deepCopy());
            }
        }
        left.entrySet().removeIf(entry -> !Adapted.place(tree, entry.getKey(), entry.getValue()));
        return lost.stream()
                .filter(one -> !one.isTop() || !left.containsKey(one.name()))
                .toList();
    }

    private static List<String> paths(List<Comparison.Lost> lost) {
        return lost.stream().map(one -> Carried.told(one.path())).toList();
    }

    private static Resource repaired(ObjectNode tree) throws IOException, NotConverted {
        Resource resource = Converters.rewritten(tree);
        Repairs.names(resource);
        return resource;
    }
}
