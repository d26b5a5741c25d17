package org.consentry.mappers.r4;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;

/** R4's rules, from the inside out. Stateless and safe for any number of threads. */
public final class Rules {

    /** Classes without rules, so that each is asked about once: most elements have none, and there are many rules. */
    private static final Set<Class<?>> UNRULED = ConcurrentHashMap.newKeySet();

    private Rules() {}

    /** Makes an element and all that is in it keep them. */
    public static void keep(Base element) {
        if (element instanceof PrimitiveType<?>) {
            return;
        }
        for (Property property : element.children()) {
            property.getValues().forEach(Rules::keep);
            of(element, property);
        }
        switch (element) {
            case Quantity quantity -> TypeDemands.quantity(quantity);
            case Period period -> TypeDemands.period(period);
            default -> of(element);
        }
    }

    /** Those on one property of an element; for a walk that goes from element to element by itself. */
    public static void of(Base element, Property property) {
        TypeDemands.simple(property);
        Required.fill(element, property);
    }

    /** Those on an element whose properties keep theirs. */
    public static void of(Base element) {
        if (UNRULED.contains(element.getClass())) {
            return;
        }
        boolean bound = Bindings.keep(element);
        if (!Demands.meet(element) && !bound) {
            UNRULED.add(element.getClass());
        }
    }
}
