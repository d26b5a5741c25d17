package org.consentry.gateway.record;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Hashes;

/** A resource's type and logical id, as FHIR allows them: {@code Patient/123}. */
public record ResourceId(String type, String id) {
    private static final int MOST = 64;

    public ResourceId {
        if (!isTypeName(type)) {
            throw Problem.at(ProblemKind.MALFORMED, "resourceType", "not the name of a resource type");
        }
        if (!isId(id)) {
            throw Problem.at(ProblemKind.MALFORMED, type + ".id", "1 to 64 letters, digits, '-' or '.'");
        }
    }

    /** Whether the text has the form of a logical id. */
    public static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '-' && c != '.') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MOST;
    }

    private static boolean isTypeName(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLetter(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 1 && text.length() <= MOST && text.charAt(0) <= 'Z';
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** Reads {@code Type/id}. */
    public static ResourceId parse(String reference) {
        int slash = reference.indexOf('/');
        if (slash < 0) {
            throw Problem.at(ProblemKind.MALFORMED, "reference", "a relative reference is Type/id");
        }
        return new ResourceId(reference.substring(0, slash), reference.substring(slash + 1));
    }

    /** What the index knows the resource by: see {@link Hashes}. */
    public long hash() {
        return Hashes.of(type, id);
    }

    /** As a relative FHIR reference. */
    public String reference() {
        return type + "/" + id;
    }

    @Override
    public String toString() {
        return reference();
    }
}
