package org.consentry.gateway.web.registration;

import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.registration.PatientRegistration;
import org.consentry.gateway.registration.PatientRegistration.Registration;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/**
 * {@code POST /fhir/Patient} and {@code PUT /fhir/Patient/[id]} by the person. The create is conditional whatever {@code
 * If-None-Exist} says: the account has one Patient, and a second create answers 200 with it.
 */
@Component
class PatientRoute implements WriteRoute {
    private final PatientRegistration registration;

    PatientRoute(PatientRegistration registration) {
        this.registration = registration;
    }

    @Override
    public String type() {
        return "Patient";
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
    public boolean takes(Caller caller, ResourceId id) {
        return caller instanceof Caller.PatientUser person && registration.isOwn(person, id);
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return switch (registration.register(person(caller), json)) {
            case Registration.Made made -> new Written(made.patient(), List.of("Welcome"), true);
            case Registration.Found found -> new Written(found.patient(), List.of("You are registered already"), false);
        };
    }

    @Override
    public Written update(Caller caller, ResourceId id, byte[] json) {
        return new Written(registration.complete(person(caller), json));
    }

    private static Caller.PatientUser person(Caller caller) {
        if (caller instanceof Caller.PatientUser person) {
            return person;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "People register themselves");
    }
}
