package org.consentry.gateway.intake;

import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.OperationOutcome;

/** Why something was not taken. */
final class RefusalReason {
    private RefusalReason() {}

    /** As JSON. @throws IllegalArgumentException when it was taken */
    static String of(Intaken refused) {
        return FhirJson.write(outcome(refused));
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
