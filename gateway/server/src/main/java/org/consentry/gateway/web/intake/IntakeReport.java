package org.consentry.gateway.web.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentry.gateway.intake.Intaken;
import org.consentry.gateway.web.fhir.Parameters;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.OperationOutcome;

/** The answer to a sender as FHIR Parameters: one {@code message} for each message, in order. */
final class IntakeReport {
    private final String base;

    IntakeReport(String base) {
        this.base = base;
    }

    /** The answer; a single message that was not taken is answered with its OperationOutcome alone. */
    byte[] of(List<Intaken> taken) {
        return taken.size() == 1 ? single(taken.getFirst()) : each(taken);
    }

    private byte[] single(Intaken one) {
        return switch (one) {
            case Intaken.Taken durable -> each(List.of(durable));
            case Intaken.Rejected rejected -> json(rejected.report().toOperationOutcome());
            case Intaken.Failed failed -> json(outcome(failed));
        };
    }

    private byte[] each(List<Intaken> taken) {
        Parameters answer = Parameters.create();
        for (Intaken one : taken) {
            Parameters message = answer.part("message");
            switch (one) {
                case Intaken.Taken durable -> durable(durable, message);
                case Intaken.Rejected rejected ->
                    message.with("status", "Code", "rejected")
                            .withResource("outcome", json(rejected.report().toOperationOutcome()));
                case Intaken.Failed failed ->
                    message.with("status", "Code", "failed").withResource("outcome", json(outcome(failed)));
            }
        }
        return answer.json();
    }

    private void durable(Intaken.Taken durable, Parameters message) {
        message.with("status", "Code", "accepted");
        durable.digest().ifPresent(digest -> message.with("receipt", "Url", base + "/ledger/proof?digest=" + digest));
        durable.bundleId().ifPresent(id -> message.withReference("provenance", "Provenance/" + id));
        message.withResource("outcome", json(durable.conversion().report().toOperationOutcome()));
    }

    private static OperationOutcome outcome(Intaken.Failed failed) {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                .setCode(OperationOutcome.IssueType.fromCode(failed.kind().issueType()))
                .setDiagnostics(failed.reason());
        return outcome;
    }

    private static byte[] json(OperationOutcome outcome) {
        return FhirJson.write(outcome).getBytes(StandardCharsets.UTF_8);
    }
}
