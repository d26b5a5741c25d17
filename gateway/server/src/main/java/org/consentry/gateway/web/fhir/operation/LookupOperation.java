package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.validation.Validation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code CodeSystem/$lookup}: what a code means.
 *
 * @see <a href="https://hl7.org/fhir/R4/codesystem-operation-lookup.html">$lookup</a>
 */
@Component
class LookupOperation implements FhirOperation {
    private final Validation validation;

    LookupOperation(Validation validation) {
        this.validation = validation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("lookup", Level.TYPE)
                .on("CodeSystem")
                .definedAt("http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        String system = Terms.required(call, body, "system");
        String code = Terms.required(call, body, "code");
        IValidationSupport support = validation.terminology();
        IValidationSupport.LookupCodeResult found =
                support.lookupCode(new ValidationSupportContext(support), new LookupCodeRequest(system, code));
        if (found == null || !found.isFound()) {
            throw Problem.at(ProblemKind.NOT_FOUND, "code", "this code is not known here");
        }
        Parameters answer = Parameters.create();
        Optional.ofNullable(found.getCodeSystemDisplayName()).ifPresent(name -> answer.with("name", "String", name));
        Optional.ofNullable(found.getCodeDisplay()).ifPresent(display -> answer.with("display", "String", display));
        return FhirAnswer.json(200, answer.json());
    }
}
