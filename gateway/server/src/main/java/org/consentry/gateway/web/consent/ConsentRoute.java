package org.consentry.gateway.web.consent;

import java.util.List;
import org.consentry.gateway.consent.ConsentRequests;
import org.consentry.gateway.consent.Revocations;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/Consent}: a member asks a patient. Everything after that goes through the operations. */
@Component
class ConsentRoute implements WriteRoute {
    private final ConsentRequests requests;
    private final Revocations revocations;

    ConsentRoute(ConsentRequests requests, Revocations revocations) {
        this.requests = requests;
        this.revocations = revocations;
    }

    @Override
    public String type() {
        return "Consent";
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return new Written(
                requests.propose(caller, json),
                List.of("The patient is told, if there is one; an answer arrives as an event"));
    }

    /** To a patient, deleting a consent is taking it back. The record of it stays: what was allowed must be provable. */
    @Override
    public void delete(Caller caller, ResourceId id) {
        if (!(caller instanceof Caller.PatientUser patient) || !patient.covers(Interaction.DELETE, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person takes a consent back");
        }
        revocations.revoke(patient, id.id());
    }
}
