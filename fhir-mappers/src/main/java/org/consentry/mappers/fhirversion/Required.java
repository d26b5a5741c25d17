package org.consentry.mappers.fhirversion;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** What R4 requires and an older version had no place for: it is there, and says that it is not known. */
final class Required {

    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private static final Map<String, String> USUAL = Map.of(
            "ClinicalImpression.status", "in-progress",
            "NutritionOrder.intent", "order",
            "DeviceRequest.intent", "order",
            "RequestGroup.intent", "order",
            "CoverageEligibilityRequest.purpose", "benefits",
            "CoverageEligibilityResponse.purpose", "benefits",
            "MeasureReport.type", "individual",
            "ResearchStudy.status", "active",
            "Claim.use", "claim",
            "ClaimResponse.use", "claim");
    private static final Map<Class<? extends Base>, Set<String>> NAMES = new ConcurrentHashMap<>();

    private Required() {}

    /** Fills a property if it must have a value and has none. */
    static void fill(Base element, Property property) {
        if (property.hasValues() || !names(element).contains(property.getName().replace("[x]", ""))) {
            return;
        }
        Element made = made(element, property);
        if (made instanceof Enumeration<?> code && usual(element, property, code)) {
            return;
        }
        if (made != null && made.isEmpty()) {
            made.addExtension(new Extension(ABSENT, new CodeType("unknown")));
            Repairs.names(made);
        }
    }

    /** A code that R4 demands is not excused by a reason: it is "unknown" where there is such a code, or the usual. */
    private static boolean usual(Base element, Property property, Enumeration<?> code) {
        String path = element.fhirType() + "." + property.getName();
        for (String one : new String[] {"unknown", USUAL.getOrDefault(path, "")}) {
            try {
                code.setValueAsString(one.isEmpty() ? null : one);
                if (code.hasValue()) {
                    return true;
                }
            } catch (RuntimeException noSuchCode) {
                code.setValue(null);
            }
        }
        return false;
    }

    /** The model's own properties say of none that it is required; the annotations on its fields do. */
    private static Set<String> names(Base element) {
        return NAMES.computeIfAbsent(element.getClass(), Required::read);
    }

    private static Set<String> read(Class<? extends Base> type) {
        boolean composite =
                FhirJson.context().getElementDefinition(type) instanceof BaseRuntimeElementCompositeDefinition<?>
                        && !Extension.class.isAssignableFrom(type)
                        && !Narrative.class.isAssignableFrom(type);
        if (!composite) {
            return Set.of();
        }
        return ((BaseRuntimeElementCompositeDefinition<?>) FhirJson.context().getElementDefinition(type))
                .getChildren().stream()
                        .filter(child -> child.getMin() > 0)
                        .map(BaseRuntimeChildDefinition::getElementName)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Element made(Base element, Property property) {
        try {
            if (property.getName().endsWith("[x]")) {
                Type value = value(property.getTypeCode());
                return value == null ? null : (Element) element.setProperty(property.getName(), value);
            }
            Base made = element.makeProperty(property.getName().hashCode(), property.getName());
            return made instanceof Element plain ? plain : null;
        } catch (FHIRException | ClassCastException impossible) {
            // A choice without either type: what stays invalid is told by the receiver's validator.
            return null;
        }
    }

    /** One of the types a choice may have. */
    private static @Nullable Type value(String types) {
        if (types.contains("CodeableConcept")) {
            return new CodeableConcept();
        }
        if (types.contains("dateTime")) {
            return new DateTimeType();
        }
        return types.contains("string") ? new StringType() : types.contains("Reference") ? new Reference() : null;
    }
}
