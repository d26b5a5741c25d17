package org.consentry.gateway.web.consent;

import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.consent.Revocations;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$relinquish}: a reader gives up the access that a patient granted it. */
@Component
class RelinquishOperation implements FhirOperation {
    private final Revocations revocations;
    private final Memberships memberships;

    RelinquishOperation(Revocations revocations, Memberships memberships) {
        this.revocations = revocations;
        this.memberships = memberships;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("relinquish", Level.INSTANCE).on("Consent");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Reader reader = Reader.of(call.caller())
                .filter(it -> call.caller().covers(Interaction.UPDATE, "Consent") && memberships.isActive(it))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "Only a reader gives its access up"));
        String consentId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such consent"));
        return FhirAnswer.json(200, revocations.relinquish(call.caller(), reader.organization(), consentId));
    }
}
