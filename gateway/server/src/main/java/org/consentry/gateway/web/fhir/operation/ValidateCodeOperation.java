package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
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
 * {@code ValueSet/$validate-code} and {@code CodeSystem/$validate-code}.
 *
 * @see <a href="https://hl7.org/fhir/R4/valueset-operation-validate-code.html">$validate-code</a>
 */
@Component
class ValidateCodeOperation implements FhirOperation {
    private final Validation validation;

    ValidateCodeOperation(Validation validation) {
        this.validation = validation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("validate-code", Level.TYPE)
                .on("ValueSet", "CodeSystem")
                .definedAt("http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        String url = Terms.required(call, body, "url");
        String code = Terms.required(call, body, "code");
        boolean set = call.type().orElse("").equals("ValueSet");
        String system = set ? Terms.value(call, body, "system").orElse("") : url;
        IValidationSupport support = validation.terminology();
        if ((set ? support.fetchValueSet(url) : support.fetchCodeSystem(url)) == null) {
            throw Problem.at(ProblemKind.NOT_FOUND, "url", "not known here");
        }
        ConceptValidationOptions options = new ConceptValidationOptions().setInferSystem(system.isEmpty());
        IValidationSupport.CodeValidationResult result = support.validateCode(
                new ValidationSupportContext(support),
                options,
                system.isEmpty() ? null : system,
                code,
                Terms.value(call, body, "display").orElse(null),
                set ? url : null);
        boolean valid = result != null && result.isOk();
        Parameters answer = Parameters.create().withBoolean("result", valid);
        Optional.ofNullable(result)
                .map(IValidationSupport.CodeValidationResult::getDisplay)
                .ifPresent(display -> answer.with("display", "String", display));
        return FhirAnswer.json(200, answer.json());
    }
}
