package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.nio.charset.StandardCharsets;
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
 * {@code ValueSet/$expand} of R4's value sets and those of the packages, by {@code url}; {@code filter}, {@code offset}
 * and {@code count} are understood.
 *
 * @see <a href="https://hl7.org/fhir/R4/valueset-operation-expand.html">$expand</a>
 */
@Component
class ExpandOperation implements FhirOperation {
    private static final int MOST = 1000;

    private final Validation validation;
    private final FhirContext context;

    ExpandOperation(Validation validation, FhirContext context) {
        this.validation = validation;
        this.context = context;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("expand", Level.TYPE)
                .on("ValueSet")
                .definedAt("http://hl7.org/fhir/OperationDefinition/ValueSet-expand");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        String url = Terms.required(call, body, "url");
        ValueSetExpansionOptions options = ValueSetExpansionOptions.forOffsetAndCount(
                Terms.number(call, body, "offset", 0), Math.min(MOST, Terms.number(call, body, "count", MOST)));
        Terms.value(call, body, "filter").ifPresent(options::setFilter);
        IValidationSupport support = validation.terminology();
        if (support.fetchValueSet(url) == null) {
            throw Problem.at(ProblemKind.NOT_FOUND, "url", "this value set is not known here");
        }
        IValidationSupport.ValueSetExpansionOutcome outcome =
                support.expandValueSet(new ValidationSupportContext(support), options, url);
        if (outcome == null || outcome.getValueSet() == null) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "url", "this value set cannot be expanded here");
        }
        return FhirAnswer.json(
                200,
                context.newJsonParser()
                        .encodeResourceToString(outcome.getValueSet())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
