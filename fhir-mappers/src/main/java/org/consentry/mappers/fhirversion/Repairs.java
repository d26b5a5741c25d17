package org.consentry.mappers.fhirversion;

import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What HAPI's converters leave that R4 does not take. */
final class Repairs {

    private static final String CROSS_VERSION = "http://hl7.org/fhir/3.0/StructureDefinition/extension-";
    private static final String OURS = "https://consentry.org/fhir/StructureDefinition/stu3-";
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
     * Extensions and code systems by names that are valid in R4. Goes by the model's own lists of children, in one
     * walk: HAPI's terser finds them by reflection, which takes as long as the conversion.
     */
    static void names(Base element) {
        if (element instanceof Extension extension) {
            String url = extension.getUrl();
            if (url != null && url.startsWith(CROSS_VERSION)) {
                extension.setUrl(OURS + url.substring(CROSS_VERSION.length()));
            }
        }
        switch (element) {
            case Coding coding -> CodeSystems.modernize(coding);
            case PrimitiveType<?> primitive -> {
                if (primitive.hasExtension()) {
                    primitive.getExtension().forEach(Repairs::names);
                }
            }
            default -> {
                for (Property property : element.children()) {
                    property.getValues().forEach(Repairs::names);
                }
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
