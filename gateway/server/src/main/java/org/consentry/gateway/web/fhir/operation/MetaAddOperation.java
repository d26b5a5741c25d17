package org.consentry.gateway.web.fhir.operation;

import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code [type]/[id]/$meta-add}: adds profiles, tags and labels. It makes a version, because here every change does.
 *
 * @see <a href="https://hl7.org/fhir/R4/resource-operation-meta-add.html">$meta-add</a>
 */
@Component
class MetaAddOperation implements FhirOperation {
    private final MetaChange change;

    MetaAddOperation(MetaChange change) {
        this.change = change;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("meta-add", Level.INSTANCE)
                .definedAt("http://hl7.org/fhir/OperationDefinition/Resource-meta-add");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return change.apply(call, true);
    }
}
