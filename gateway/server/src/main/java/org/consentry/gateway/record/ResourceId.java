package org.consentry.gateway.record;

import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** A resource's type and logical id, as FHIR allows them: {@code Patient/123}. */
public record ResourceId(String type, String id) {
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    public ResourceId {
        if (!TYPE.matcher(type).matches()) {
            throw Problem.at(ProblemKind.MALFORMED, "resourceType", "not the name of a resource type");
        }
        if (!ID.matcher(id).matches()) {
            throw Problem.at(ProblemKind.MALFORMED, type + ".id", "1 to 64 letters, digits, '-' or '.'");
        }
    }

    /** Reads {@code Type/id}. */
    public static ResourceId parse(String reference) {
        int slash = reference.indexOf('/');
        if (slash < 0) {
            throw Problem.at(ProblemKind.MALFORMED, "reference", "a relative reference is Type/id");
        }
        return new ResourceId(reference.substring(0, slash), reference.substring(slash + 1));
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
