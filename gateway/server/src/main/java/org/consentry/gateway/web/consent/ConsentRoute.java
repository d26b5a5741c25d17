package org.consentry.gateway.web.consent;

import java.util.List;
import org.consentry.gateway.consent.ConsentRequests;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/Consent}: a member asks a patient. Everything after that goes through the operations. */
@Component
class ConsentRoute implements WriteRoute {
    private final ConsentRequests requests;

    ConsentRoute(ConsentRequests requests) {
        this.requests = requests;
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
}
