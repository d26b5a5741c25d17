package org.consentry.gateway.web.fhir.operation;

import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code [type]/[id]/$meta-delete}: takes profiles, tags and labels away. It makes a version, because here every change does.
 *
 * @see <a href="https://hl7.org/fhir/R4/resource-operation-meta-delete.html">$meta-delete</a>
 */
@Component
class MetaDeleteOperation implements FhirOperation {
    private final MetaChange change;

    MetaDeleteOperation(MetaChange change) {
        this.change = change;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("meta-delete", Level.INSTANCE)
                .definedAt("http://hl7.org/fhir/OperationDefinition/Resource-meta-delete");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return change.apply(call, false);
    }
}
