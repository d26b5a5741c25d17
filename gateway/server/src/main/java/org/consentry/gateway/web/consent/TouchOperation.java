package org.consentry.gateway.web.consent;

import java.util.Optional;
import org.consentry.gateway.consent.SignsOfLife;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$touch}: a sign of life. With {@code days} the patient says how long her silence may last, with
 * {@code lapse} (true or false) whether what she granted ends then; {@code days} of 0 forgets it. The answer repeats what
 * was chosen, and {@code due}.
 */
@Component
class TouchOperation implements FhirOperation {
    private final SignsOfLife signs;

    TouchOperation(SignsOfLife signs) {
        this.signs = signs;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("touch", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String patientId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient"));
        if (!(call.caller() instanceof Caller.PatientUser patient)
                || !patient.patientId().equals(patientId)
                || !patient.covers(Interaction.UPDATE, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "A sign of life is the patient's own");
        }
        Parameters asked = Parameters.read(call.body());
        Parameters answer = Parameters.create();
        chosen(patient, asked).ifPresent(choice -> answer.with("days", "String", Integer.toString(choice.days()))
                .with("lapse", "String", Boolean.toString(choice.lapse()))
                .with("due", "Instant", choice.due().toString()));
        return FhirAnswer.json(200, answer.json());
    }

    private Optional<SignsOfLife.Choice> chosen(Caller.PatientUser patient, Parameters asked) {
        Optional<String> days = asked.text("days");
        if (days.isEmpty()) {
            return signs.touch(patient);
        }
        if (days.get().equals("0")) {
            signs.forget(patient);
            return Optional.empty();
        }
        if (!days.get().matches("[1-9]\\d{0,3}")) {
            throw Problem.at(ProblemKind.MALFORMED, "days", "a whole number; 0 forgets it");
        }
        return Optional.of(signs.choose(patient, Integer.parseInt(days.get()), lapses(asked)));
    }

    private static boolean lapses(Parameters asked) {
        return switch (asked.text("lapse").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.at(ProblemKind.MALFORMED, "lapse", "true or false");
        };
    }
}
