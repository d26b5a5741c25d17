package org.consentry.gateway.web.registration;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.registration.PatientRegistration;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/Coverage} by the person who is insured. */
@Component
class CoverageRoute implements WriteRoute {
    private final PatientRegistration registration;

    CoverageRoute(PatientRegistration registration) {
        this.registration = registration;
    }

    @Override
    public String type() {
        return "Coverage";
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public boolean takes(Caller caller, byte[] json) {
        return caller instanceof Caller.PatientUser;
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        if (caller instanceof Caller.PatientUser person) {
            return new Written(registration.insure(person, json));
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "People tell of their own insurance");
    }
}
