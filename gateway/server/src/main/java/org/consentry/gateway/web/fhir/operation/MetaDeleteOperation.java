package org.consentry.gateway.web.fhir.operation;

import java.util.Set;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
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
    public String name() {
        return "meta-delete";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-meta-delete";
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        return change.apply(call, false);
    }
}
