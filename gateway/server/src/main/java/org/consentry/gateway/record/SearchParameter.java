package org.consentry.gateway.record;

import java.util.List;

/**
 * One search parameter of one resource type.
 *
 * @param key names the parameter in index rows: 32 bits of a hash of type and code
 * @param paths where its values stand; empty for composites
 * @param targets resource types a reference may lead to; {@code *} means any
 * @param shapes what a composite is made of; empty for all others
 */
public record SearchParameter(
        String type,
        String code,
        ParameterKind kind,
        int key,
        List<ElementPath> paths,
        List<String> targets,
        List<Shape> shapes) {

    /** A composite below one element: the parts hold for the same occurrence of {@code root}. */
    record Shape(ElementPath root, List<Part> parts) {}

    /** One component of a composite. */
    record Part(ParameterKind kind, List<ElementPath> paths) {}

    static int key(String type, String code) {
        return (int) Hashes.of(type, code);
    }

    boolean mayLeadTo(String target) {
        return targets.isEmpty() || targets.contains("*") || targets.contains(target);
    }
}
