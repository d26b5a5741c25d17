package org.consentry.mappers;

import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;

/**
 * One thing the sender should know. It names a place and a kind, never content.
 *
 * @param severity error if something could not be taken as it was meant
 * @param place such as {@code OBX[3]-5}: the segment's position in the message, then the field; may be empty
 * @param kind stable words to count by, such as {@code invalid-time}
 * @param text a sentence
 */
public record ConversionIssue(IssueSeverity severity, String place, String kind, String text) {

    /** The kind of an issue that is our own mistake and not the sender's. */
    public static final String FAULT = "mapper-fault";

    /** Where in the code a mistake of ours showed: a class and a line, and nothing of what was being read. */
    public static String fault(Throwable fault) {
        for (StackTraceElement frame : fault.getStackTrace()) {
            if (frame.getClassName().startsWith("org.consentry.")) {
                String name =
                        frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
                return "The converter failed in " + name + ", line " + frame.getLineNumber();
            }
        }
        return "The converter failed";
    }

    OperationOutcome.OperationOutcomeIssueComponent toComponent() {
        OperationOutcome.OperationOutcomeIssueComponent issue = new OperationOutcome.OperationOutcomeIssueComponent();
        issue.setSeverity(severity);
        issue.setCode(
                severity == IssueSeverity.INFORMATION
                        ? OperationOutcome.IssueType.INFORMATIONAL
                        : OperationOutcome.IssueType.VALUE);
        issue.getDetails().setText(kind);
        issue.setDiagnostics(text);
        if (!place.isEmpty()) {
            issue.addExpression(place);
        }
        return issue;
    }
}
