package org.consentry.gateway.web.research;

import org.consentry.gateway.research.StudyOffers;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/** {@code ResearchStudy/[id]/$enrollment}: how many were told, said yes, no, and no more; for the study's own client. */
@Component
class EnrollmentOperation implements FhirOperation {
    private final StudyOffers offers;

    EnrollmentOperation(StudyOffers offers) {
        this.offers = offers;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("enrollment", Level.INSTANCE).on("ResearchStudy");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String study = call.id().orElseThrow();
        Parameters answer = Parameters.create();
        offers.enrollment(call.caller(), study).forEach((state, count) -> answer.withInteger(state, count));
        answer.withReference("group", "Group/study-" + study);
        return FhirAnswer.json(200, answer.json());
    }
}
