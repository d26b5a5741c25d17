package org.consentry.gateway.web.sharing;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code Organization/[id]/$retire-proxy}, by the member itself: new consents no longer count on its proxy. Fragments that
 * it holds stay of use as long as it runs.
 */
@Component
class RetireProxyOperation implements FhirOperation {
    private final KeyRegistration registration;

    RetireProxyOperation(KeyRegistration registration) {
        this.registration = registration;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("retire-proxy", Level.INSTANCE).on("Organization");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeyOwner owner = KeyOwners.of(call);
        KeyOwners.requireOwner(call.caller(), owner);
        if (!(owner instanceof KeyOwner.OfMember member)) {
            throw Problem.of(ProblemKind.NOT_FOUND, "Only members run proxies");
        }
        registration.retireProxy(member.organization());
        return FhirAnswer.json(200, KeysJson.of(registration.of(owner)));
    }
}
