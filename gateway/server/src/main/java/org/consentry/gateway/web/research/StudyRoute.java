package org.consentry.gateway.web.research;

import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.research.StudyOffers;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/ResearchStudy} that makes an offer. Other ResearchStudies are the members' own. */
@Component
class StudyRoute implements WriteRoute {
    private final StudyOffers offers;

    StudyRoute(StudyOffers offers) {
        this.offers = offers;
    }

    @Override
    public String type() {
        return "ResearchStudy";
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public boolean takes(byte[] json) {
        return StudyOffers.isOne(json);
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return new Written(offers.submit(caller, json), List.of("The operator reviews it; then candidates are told"));
    }
}
