package org.consentry.gateway.attachment;

import java.util.regex.Pattern;

/** The label of a delegating key: fragments made for one scope open nothing of another. */
public record SharingScope(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Everything that was attached to a record. */
    public static final SharingScope DOCUMENTS = new SharingScope("documents");

    public SharingScope {
        if (!FORM.matcher(value).matches()) {
            throw org.consentry.gateway.problem.Problem.at(
                    org.consentry.gateway.problem.ProblemKind.MALFORMED,
                    "scope",
                    "1 to 40 lower-case letters, digits and '-'");
        }
    }
}
