package org.consentry.gateway.web.fhir.operation;

import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code [type]/[id]/$meta}: profiles, tags and labels of a resource.
 *
 * @see <a href="https://hl7.org/fhir/R4/resource-operation-meta.html">$meta</a>
 */
@Component
class MetaOperation implements FhirOperation {
    private final Disclosures disclosures;

    MetaOperation(Disclosures disclosures) {
        this.disclosures = disclosures;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("meta", Level.INSTANCE)
                .definedAt("http://hl7.org/fhir/OperationDefinition/Resource-meta");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return FhirAnswer.json(200, MetaJson.answer(disclosures.current(call).json()));
    }
}
