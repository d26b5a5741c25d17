package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.UUID;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.validation.Validation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.hl7.fhir.r4.model.ValueSet;
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
    private final Clock clock;

    ExpandOperation(Validation validation, FhirContext context, Clock clock) {
        this.validation = validation;
        this.context = context;
        this.clock = clock;
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
        if (!(support.fetchValueSet(url) instanceof ValueSet known)) {
            throw Problem.at(ProblemKind.NOT_FOUND, "url", "this value set is not known here");
        }
        IValidationSupport.ValueSetExpansionOutcome outcome =
                support.expandValueSet(new ValidationSupportContext(support), options, url);
        if (outcome == null || !(outcome.getValueSet() instanceof ValueSet expanded)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "url", "this value set cannot be expanded here");
        }
        return FhirAnswer.json(
                200,
                context.newJsonParser()
                        .encodeResourceToString(named(known, expanded))
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** HAPI answers with codes alone, where R4 requires a status and the time. */
    private ValueSet named(ValueSet known, ValueSet expanded) {
        expanded.setUrl(known.getUrl())
                .setVersion(known.getVersion())
                .setName(known.getName())
                .setTitle(known.getTitle())
                .setStatus(known.getStatus());
        expanded.getExpansion().setIdentifier("urn:uuid:" + UUID.randomUUID()).setTimestamp(Date.from(clock.instant()));
        return expanded;
    }
}
