package org.consentry.mappers.fhirversion;

import java.util.Map;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What HAPI's converters leave that R4 does not take. */
final class Repairs {

    private static final Map<String, String> CROSS_VERSION = Map.of(
            "http://hl7.org/fhir/3.0/StructureDefinition/extension-",
            "https://consentry.org/fhir/StructureDefinition/stu3-",
            "http://hl7.org/fhir/1.0/StructureDefinition/extension-",
            "https://consentry.org/fhir/StructureDefinition/dstu2-");
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";

    private Repairs() {}

    static void make(Resource resource) {
        switch (resource) {
            case CarePlan plan -> {
                if (!plan.hasIntent()) {
                    plan.setIntent(CarePlan.CarePlanIntent.PLAN);
                }
            }
            case ImagingStudy study -> study.getSeries().forEach(Repairs::series);
            case Condition condition ->
                condition.getCategory().forEach(category -> category.getCoding().forEach(Repairs::category));
            default -> {}
        }
        names(resource);
    }

    /**
     * Extensions and code systems by names that are valid in R4, and what R4 newly requires. Goes by the model's own lists of children, in one
     * walk: HAPI's terser finds them by reflection, which takes as long as the conversion.
     */
    static void names(Base element) {
        if (element instanceof Extension extension) {
            String url = extension.getUrl();
            CROSS_VERSION.forEach((old, ours) -> {
                if (url != null && url.startsWith(old)) {
                    extension.setUrl(ours + url.substring(old.length()));
                }
            });
        }
        if (element instanceof DomainResource resource) {
            resource.getExtension().forEach(Repairs::names);
            resource.getModifierExtension().forEach(Repairs::names);
        }
        switch (element) {
            case Coding coding -> CodeSystems.modernize(coding);
            case Quantity quantity -> quantity(quantity);
            case PrimitiveType<?> primitive -> {
                if (primitive.hasExtension()) {
                    primitive.getExtension().forEach(Repairs::names);
                }
            }
            default -> {
                for (Property property : element.children()) {
                    Required.fill(element, property);
                    property.getValues().forEach(Repairs::names);
                }
            }
        }
    }

    /** A unit that is none of its system keeps its words. */
    private static void quantity(Quantity quantity) {
        String modern = quantity.hasSystem() ? CodeSystems.name(quantity.getSystem()) : null;
        if (modern != null) {
            quantity.setSystem(modern);
        }
        if (quantity.hasSystem() && quantity.hasCode()) {
            boolean none = Terminology.STANDARD.refuses(quantity.getSystem(), quantity.getCode())
                    || (modern == null && quantity.getSystem().startsWith("http://hl7.org/fhir/v3/"));
            if (none) {
                quantity.setUnit(quantity.hasUnit() ? quantity.getUnit() : quantity.getCode());
                quantity.setCode(null);
                quantity.setSystem(null);
            }
        }
    }

    /** R4 has DICOM's ids as they are in DICOM. */
    private static void series(ImagingStudy.ImagingStudySeriesComponent series) {
        series.setUid(plain(series.getUid()));
        series.getInstance().forEach(instance -> instance.setUid(plain(instance.getUid())));
    }

    private static @Nullable String plain(@Nullable String uid) {
        return uid != null && uid.startsWith("urn:oid:") ? uid.substring(8) : uid;
    }

    private static void category(Coding coding) {
        boolean old = coding.hasSystem() && coding.getSystem().endsWith("condition-category");
        if (old && "diagnosis".equals(coding.getCode())) {
            coding.setSystem(CATEGORY).setCode("encounter-diagnosis").setDisplay("Encounter Diagnosis");
        }
    }
}
