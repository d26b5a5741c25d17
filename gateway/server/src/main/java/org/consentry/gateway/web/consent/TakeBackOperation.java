package org.consentry.gateway.web.consent;

import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.consent.Withdrawals;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$withdraw}: a member takes its request back before the patient has answered it. */
@Component
class TakeBackOperation implements FhirOperation {
    private final Withdrawals withdrawals;
    private final Memberships memberships;

    TakeBackOperation(Withdrawals withdrawals, Memberships memberships) {
        this.withdrawals = withdrawals;
        this.memberships = memberships;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("withdraw", Level.INSTANCE).on("Consent");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Reader reader = Reader.of(call.caller())
                .filter(it -> call.caller().covers(Interaction.UPDATE, "Consent") && memberships.isActive(it))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "Only who asked takes a request back"));
        String consentId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such consent"));
        return FhirAnswer.json(200, withdrawals.withdraw(call.caller(), reader.organization(), consentId));
    }
}
