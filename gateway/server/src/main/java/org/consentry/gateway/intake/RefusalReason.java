package org.consentry.gateway.intake;

import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;

/** Why something was not taken. */
final class RefusalReason {
    private RefusalReason() {}

    /** As JSON for the database. @throws IllegalArgumentException when it was taken */
    static String of(Intaken refused) {
        return FhirJson.write(storable(outcome(refused)));
    }

    /** Places are called what a sender called them, and PostgreSQL's JSON has no U+0000. */
    private static OperationOutcome storable(OperationOutcome outcome) {
        for (OperationOutcome.OperationOutcomeIssueComponent issue : outcome.getIssue()) {
            issue.getExpression().forEach(place -> place.setValue(visible(place.getValue())));
            issue.setDiagnostics(visible(issue.getDiagnostics()));
        }
        return outcome;
    }

    private static @Nullable String visible(@Nullable String text) {
        return text == null ? null : text.replace('\u0000', '\uFFFD');
    }

    static OperationOutcome outcome(Intaken refused) {
        return switch (refused) {
            case Intaken.Taken durable -> throw new IllegalArgumentException("it was taken");
            case Intaken.Rejected rejected -> rejected.report().toOperationOutcome();
            case Intaken.Failed failed -> {
                OperationOutcome outcome = new OperationOutcome();
                outcome.addIssue()
                        .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                        .setCode(OperationOutcome.IssueType.fromCode(
                                failed.kind().issueType()))
                        .setDiagnostics(failed.reason());
                yield outcome;
            }
        };
    }
}
