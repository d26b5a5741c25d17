package org.consentry.gateway.validation;

/**
 * Something a validator says about a resource.
 *
 * @param severity fatal, error, warning or information, as in OperationOutcome
 * @param expression where, in FHIRPath; may be empty
 * @param text for whoever sent the resource; may quote it
 */
public record Finding(String severity, String expression, String text) {
    /** Whether the resource is invalid because of it. */
    public boolean isError() {
        return severity.equals("error") || severity.equals("fatal");
    }
}
