package org.consentry.gateway.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.KnownValueSets;
import org.hl7.fhir.r4.model.ValueSet;
import org.springframework.stereotype.Component;

/** The value sets of R4 and of the packages, for searches by {@code :in} and {@code :not-in}. */
@Component
class StandardValueSets implements KnownValueSets {
    private static final int MOST = 20_000;

    private final Validation validation;

    StandardValueSets(Validation validation) {
        this.validation = validation;
    }

    @Override
    public Optional<List<Known>> codes(String canonical) {
        IValidationSupport support = validation.terminology();
        if (support.fetchValueSet(canonical) == null) {
            return Optional.empty();
        }
        IValidationSupport.ValueSetExpansionOutcome outcome = support.expandValueSet(
                new ValidationSupportContext(support),
                ValueSetExpansionOptions.forOffsetAndCount(0, MOST + 1),
                canonical);
        if (outcome == null || outcome.getError() != null || !(outcome.getValueSet() instanceof ValueSet expanded)) {
            return Optional.empty();
        }
        List<Known> codes = new ArrayList<>();
        add(expanded.getExpansion().getContains(), codes);
        return codes.size() > MOST ? Optional.empty() : Optional.of(codes);
    }

    private static void add(List<ValueSet.ValueSetExpansionContainsComponent> contains, List<Known> codes) {
        for (ValueSet.ValueSetExpansionContainsComponent each : contains) {
            if (each.hasCode() && !each.getAbstract()) {
                codes.add(new Known(each.hasSystem() ? each.getSystem() : "", each.getCode()));
            }
            add(each.getContains(), codes);
        }
    }
}
