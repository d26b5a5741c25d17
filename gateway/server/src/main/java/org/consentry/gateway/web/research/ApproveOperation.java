package org.consentry.gateway.web.research;

import org.consentry.gateway.research.StudyOffers;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code ResearchStudy/[id]/$approve}: the operator lets a study make its offer. */
@Component
class ApproveOperation implements FhirOperation {
    private final StudyOffers offers;

    ApproveOperation(StudyOffers offers) {
        this.offers = offers;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("approve", Level.INSTANCE).on("ResearchStudy");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return FhirAnswer.json(
                200, offers.approve(call.caller(), call.id().orElseThrow()).json());
    }
}
