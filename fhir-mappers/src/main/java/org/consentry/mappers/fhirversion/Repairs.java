package org.consentry.mappers.fhirversion;

import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What HAPI's converters leave that R4 does not take. */
final class Repairs {

    private static final String CROSS_VERSION = "http://hl7.org/fhir/3.0/StructureDefinition/extension-";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";

    private Repairs() {}

    static void make(Resource resource) {
        for (Extension extension :
                FhirJson.context().newTerser().getAllPopulatedChildElementsOfType(resource, Extension.class)) {
            String url = extension.getUrl();
            if (url != null && url.startsWith(CROSS_VERSION)) {
                extension.setUrl(
                        "https://consentry.org/fhir/StructureDefinition/stu3-" + url.substring(CROSS_VERSION.length()));
            }
        }
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
