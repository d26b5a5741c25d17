package org.consentry.gateway.intake;

import java.util.List;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.UrlType;

/**
 * The answer to a sender as FHIR Parameters: one {@code message} for each message, or so many rows, in order, with its
 * {@code status} (accepted, rejected, failed), {@code receipt}, {@code provenance} and {@code outcome}.
 */
public final class IntakeReport {
    private static final int MOST_MESSAGES = 10_000;

    private final String base;

    /** @param base the gateway's base URL */
    public IntakeReport(String base) {
        this.base = base;
    }

    /** The answer; a single message that was not taken is answered with its OperationOutcome alone. */
    public String of(List<Intaken> taken) {
        return taken.size() == 1 && !(taken.getFirst() instanceof Intaken.Taken)
                ? RefusalReason.of(taken.getFirst())
                : FhirJson.write(each(taken));
    }

    private Parameters each(List<Intaken> taken) {
        Parameters answer = new Parameters();
        for (Intaken one : taken.subList(0, Math.min(taken.size(), MOST_MESSAGES))) {
            Parameters.ParametersParameterComponent message =
                    answer.addParameter().setName("message");
            switch (one) {
                case Intaken.Taken durable -> durable(durable, message);
                case Intaken.Rejected rejected -> refused(rejected, "rejected", message);
                case Intaken.Failed failed -> refused(failed, "failed", message);
            }
        }
        return answer;
    }

    private void durable(Intaken.Taken durable, Parameters.ParametersParameterComponent message) {
        message.addPart().setName("status").setValue(new CodeType("accepted"));
        durable.digest().ifPresent(digest -> message.addPart()
                .setName("receipt")
                .setValue(new UrlType(base + "/ledger/proof?digest=" + digest)));
        durable.bundleId()
                .ifPresent(id -> message.addPart().setName("provenance").setValue(new Reference("Provenance/" + id)));
        outcome(durable.conversion().report().toOperationOutcome(), message);
    }

    private static void refused(Intaken refused, String status, Parameters.ParametersParameterComponent message) {
        message.addPart().setName("status").setValue(new CodeType(status));
        outcome(RefusalReason.outcome(refused), message);
    }

    private static void outcome(OperationOutcome outcome, Parameters.ParametersParameterComponent message) {
        message.addPart().setName("outcome").setResource(outcome);
    }
}
