package org.consentry.gateway.web.consent;

import org.consentry.gateway.consent.BreakGlass;
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
 * {@code Patient/[id]/$break-glass}: a practitioner in person, with a {@code reason}, opens the emergency data set for
 * some hours; the patient is told at once. The patient rules it out, or in again, by {@code allowed}.
 */
@Component
class BreakGlassOperation implements FhirOperation {
    private final BreakGlass breakGlass;

    BreakGlassOperation(BreakGlass breakGlass) {
        this.breakGlass = breakGlass;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("break-glass", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String patientId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient"));
        requireScope(call.caller());
        Parameters parameters = Parameters.read(call.body());
        return switch (call.caller()) {
            case Caller.PractitionerUser practitioner ->
                FhirAnswer.json(
                        201,
                        breakGlass
                                .open(
                                        practitioner,
                                        patientId,
                                        parameters.text("reason").orElse(""))
                                .json());
            case Caller.PatientUser patient -> choose(patient, patientId, parameters);
            default -> throw Problem.of(ProblemKind.FORBIDDEN, "Only a practitioner in person breaks the glass");
        };
    }

    /** Opening it is reading whatever the emergency set holds; ruling it out is deciding about the record. */
    private static void requireScope(Caller caller) {
        boolean covered = caller instanceof Caller.PatientUser
                ? caller.covers(Interaction.UPDATE, "Consent")
                : caller.covers(Interaction.READ, "Patient");
        if (!covered) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
    }

    private FhirAnswer choose(Caller.PatientUser patient, String patientId, Parameters parameters) {
        if (!patient.patientId().equals(patientId)) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
        }
        parameters.text("allowed").ifPresent(chosen -> breakGlass.choose(patient, isAllowed(chosen)));
        return FhirAnswer.json(
                200,
                Parameters.create()
                        .with("allowed", "String", Boolean.toString(breakGlass.isAllowed(patient)))
                        .json());
    }

    private static boolean isAllowed(String chosen) {
        return switch (chosen) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.at(ProblemKind.MALFORMED, "allowed", "true or false");
        };
    }
}
