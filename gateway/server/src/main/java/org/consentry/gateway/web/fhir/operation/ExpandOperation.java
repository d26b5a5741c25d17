package org.consentry.gateway.web.fhir.operation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.springframework.stereotype.Component;

/**
 * {@code ValueSet/$expand} by {@code url} or of the {@code valueSet} that is sent, {@code ValueSet/[id]/$expand} of what is
 * stored; {@code filter}, {@code offset} and {@code count} are understood.
 *
 * @see <a href="https://hl7.org/fhir/R4/valueset-operation-expand.html">$expand</a>
 */
@Component
class ExpandOperation implements FhirOperation {
    private static final int MOST = 1000;

    private final Vocabularies vocabularies;
    private final Clock clock;

    ExpandOperation(Vocabularies vocabularies, Clock clock) {
        this.vocabularies = vocabularies;
        this.clock = clock;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("expand", Level.TYPE, Level.INSTANCE)
                .on("ValueSet")
                .definedAt("http://hl7.org/fhir/OperationDefinition/ValueSet-expand");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        int offset = Terms.number(call, body, "offset", 0);
        int count = Math.min(MOST, Terms.number(call, body, "count", MOST));
        Optional<String> filter = Terms.value(call, body, "filter");
        Vocabulary vocabulary = vocabularies.of(call);
        ValueSet asked = vocabulary.about(ValueSet.class, body, "valueSet");

        List<ValueSetExpansionContainsComponent> all = new ArrayList<>();
        flat(contains(vocabulary, asked), filter.map(text -> text.toLowerCase(Locale.ROOT)), all);
        ValueSetExpansionComponent expansion = new ValueSetExpansionComponent()
                .setIdentifier("urn:uuid:" + UUID.randomUUID())
                .setTimestamp(Date.from(clock.instant()))
                .setTotal(all.size())
                .setOffset(offset);
        all.stream().skip(offset).limit(count).forEach(expansion::addContains);
        return vocabularies.answer(asked.copy().setExpansion(expansion));
    }

    private static List<ValueSetExpansionContainsComponent> contains(Vocabulary vocabulary, ValueSet asked) {
        if (!asked.hasCompose() && asked.getExpansion().hasContains()) {
            return asked.getExpansion().getContains();
        }
        IValidationSupport.ValueSetExpansionOutcome outcome =
                vocabulary.all().expandValueSet(vocabulary.context(), new ValueSetExpansionOptions(), asked);
        if (outcome == null || !(outcome.getValueSet() instanceof ValueSet expanded)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "url", "this value set cannot be expanded here");
        }
        return expanded.getExpansion().getContains();
    }

    /** One list, so that it can be paged. */
    private static void flat(
            List<ValueSetExpansionContainsComponent> from,
            Optional<String> filter,
            List<ValueSetExpansionContainsComponent> into) {
        for (ValueSetExpansionContainsComponent each : from) {
            boolean wanted = filter.map(text -> (each.getDisplay() + " " + each.getCode())
                            .toLowerCase(Locale.ROOT)
                            .contains(text))
                    .orElse(true);
            if (wanted && each.hasCode()) {
                ValueSetExpansionContainsComponent one = each.copy();
                one.getContains().clear();
                into.add(one);
            }
            flat(each.getContains(), filter, into);
        }
    }
}
