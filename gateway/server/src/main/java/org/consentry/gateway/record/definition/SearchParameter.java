package org.consentry.gateway.record.definition;

import java.util.List;

/**
 * One search parameter of one resource type.
 *
 * @param key names the parameter in index rows: 32 bits of a hash of type and code
 * @param paths where its values stand; empty for composites
 * @param targets resource types a reference may lead to; {@code *} means any
 * @param shapes what a composite is made of; empty for all others
 * @param parts codes of the parameters that have its values, where it is nothing but those together ({@link Unions});
 *     empty for all others
 */
public record SearchParameter(
        String type,
        String code,
        ParameterKind kind,
        int key,
        List<ElementPath> paths,
        List<String> targets,
        List<Shape> shapes,
        List<String> parts) {

    private static final String ALL_TYPES = "*";

    /** A composite below one element: the parts hold for the same occurrence of {@code root}. */
    public record Shape(ElementPath root, List<Part> parts) {}

    /** One component of a composite; {@code outside} when its paths begin at the resource and not at the root. */
    public record Part(ParameterKind kind, List<ElementPath> paths, boolean outside) {}

    /**
     * Whether it is a composite of the whole resource whose parts are parameters of their own, so that asking for both
     * is asking for it. Of strings R4 has none that holds exactly the part's.
     */
    public boolean isWhole() {
        return shapes.size() == 1
                && shapes.getFirst().root().steps().length == 0
                && shapes.getFirst().parts().stream().noneMatch(part -> part.kind() == ParameterKind.STRING);
    }

    /** The same values under another name. */
    public SearchParameter named(String name) {
        return new SearchParameter(type, name, kind, key, paths, targets, shapes, parts);
    }

    /** The parameter of this code of every type, for a search over all of them. */
    public SearchParameter ofAllTypes() {
        return new SearchParameter(ALL_TYPES, code, kind, key, paths, targets, shapes, parts);
    }

    /** What its values are indexed under. */
    public List<Integer> keys() {
        if (type.equals(ALL_TYPES)) {
            return Definitions.r4().types().stream().map(t -> key(t, code)).toList();
        }
        return isUnion() ? parts.stream().map(part -> key(type, part)).toList() : List.of(key);
    }

    /** Whether it has no rows of its own, because others have them. */
    public boolean isUnion() {
        return !parts.isEmpty();
    }

    /** Whether some of its values are canonical URLs. */
    public boolean isCanonical() {
        return paths.stream()
                .anyMatch(path ->
                        path.datatype().equals("canonical") || path.datatype().equals("uri"));
    }

    /** Whether a patient may stand at the end of it. */
    public boolean mayLeadToPatient() {
        return paths.stream()
                .anyMatch(path -> path.target() == null || path.target().equals("Patient"));
    }

    public static int key(String type, String code) {
        return (int) Hashes.of(type, code);
    }
}
