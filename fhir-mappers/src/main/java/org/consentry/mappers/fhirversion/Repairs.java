package org.consentry.mappers.fhirversion;

import java.util.Map;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Period;
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
    private static final String REVERSED = "https://consentry.org/fhir/StructureDefinition/end-before-start";
    private static final String UCUM = "http://unitsofmeasure.org";
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
            case Binary binary -> {
                if (!binary.hasContentType()) {
                    binary.setContentType("application/octet-stream");
                }
            }
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
            extension(extension);
        }
        if (element instanceof DomainResource resource) {
            resource.getExtension().forEach(Repairs::names);
            resource.getModifierExtension().forEach(Repairs::names);
            narrative(resource);
        }
        switch (element) {
            case Coding coding -> coding(coding);
            case ContactPoint contact -> contact(contact);
            case Quantity quantity -> quantity(quantity);
            case Period period -> period(period);
            case PrimitiveType<?> primitive -> {
                if (primitive.hasExtension()) {
                    primitive.getExtension().forEach(Repairs::names);
                }
            }
            default -> {
                for (Property property : element.children()) {
                    property.getValues().forEach(Repairs::names);
                    Required.fill(element, property);
                }
            }
        }
    }

    /** An extension has a value, or extensions, and never both (ext-1). */
    private static void extension(Extension extension) {
        if (extension.hasUrl()) {
            extension.setUrl(crossVersion(extension.getUrl()));
        }
        if (extension.getValue() instanceof Extension inner) {
            // A converter makes an extension the value of one, which FHIR does not know.
            extension.setValue(null).addExtension(inner);
        }
        if (extension.hasValue() && extension.hasExtension()) {
            extension.getExtension().forEach(extension.getValue()::addExtension);
            extension.setExtension(null);
        } else if (!extension.hasValue() && !extension.hasExtension()) {
            extension.addExtension(new Extension(Required.ABSENT, new CodeType("unknown")));
        }
    }

    /** HAPI's validator refuses FHIR's own names for what another version has, so they are ours. */
    static String crossVersion(String url) {
        for (Map.Entry<String, String> name : CROSS_VERSION.entrySet()) {
            if (url.startsWith(name.getKey())) {
                return name.getValue() + url.substring(name.getKey().length());
            }
        }
        return url;
    }

    /** A narrative is its text; one without says nothing. */
    private static void narrative(DomainResource resource) {
        if (resource.hasText() && !resource.getText().hasDiv()) {
            resource.setText(null);
        } else if (resource.hasText() && !resource.getText().hasStatus()) {
            resource.getText().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        }
    }

    /** A system without a code names nothing; the words stay. */
    private static void coding(Coding coding) {
        CodeSystems.modernize(coding);
        if (!coding.hasCode()) {
            coding.setSystem(null).setVersion(null);
        }
    }

    /** An end before the start is none that R4 takes; it stands beside the period. */
    private static void period(Period period) {
        if (!Periods.fit(period)) {
            period.addExtension(REVERSED, period.getEndElement());
            period.setEndElement(null);
        }
        period.getExtension().forEach(Repairs::names);
    }

    private static void contact(ContactPoint contact) {
        if (contact.hasValue() && !contact.hasSystem()) {
            contact.setSystem(ContactPoint.ContactPointSystem.OTHER);
        }
    }

    /** A unit that is none of its system keeps its words; a code of no system is words, but for times, which are UCUM's. */
    private static void quantity(Quantity quantity) {
        if (quantity.hasCode() && !quantity.hasSystem()) {
            if (quantity instanceof Duration || quantity instanceof Age) {
                quantity.setSystem(UCUM);
            } else {
                quantity.setUnit(quantity.hasUnit() ? quantity.getUnit() : quantity.getCode());
                quantity.setCode(null);
            }
        }
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
