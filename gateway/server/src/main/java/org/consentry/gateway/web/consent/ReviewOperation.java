package org.consentry.gateway.web.consent;

import org.consentry.gateway.consent.EmergencyReview;
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
 * {@code Task/[id]/$review}: what the patient or the organization says about an access in an emergency. Parameters:
 * {@code finding} (justified or not-justified) and {@code note}.
 */
@Component
class ReviewOperation implements FhirOperation {
    private final EmergencyReview reviews;

    ReviewOperation(EmergencyReview reviews) {
        this.reviews = reviews;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("review", Level.INSTANCE).on("Task");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String taskId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such review"));
        if (!call.caller().covers(Interaction.UPDATE, "Task")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        Parameters asked = Parameters.read(call.body());
        EmergencyReview.Finding finding = EmergencyReview.Finding.of(asked.requireText("finding"));
        return FhirAnswer.json(
                200,
                reviews.say(call.caller(), taskId, finding, asked.text("note").orElse(""))
                        .json());
    }
}
