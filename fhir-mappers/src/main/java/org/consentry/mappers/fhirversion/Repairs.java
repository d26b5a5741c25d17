package org.consentry.mappers.fhirversion;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.consentry.mappers.r4.Bindings;
import org.consentry.mappers.r4.Plain;
import org.consentry.mappers.r4.Required;
import org.consentry.mappers.r4.Rules;
import org.consentry.mappers.r4.TypeDemands;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BackboneType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** What HAPI's converters leave that R4 does not take. */
final class Repairs {

    private static final Map<String, String> CROSS_VERSION = Map.of(
            "http://hl7.org/fhir/3.0/StructureDefinition/extension-",
            "https://consentry.org/fhir/StructureDefinition/stu3-",
            "http://hl7.org/fhir/1.0/StructureDefinition/extension-",
            "https://consentry.org/fhir/StructureDefinition/dstu2-");
    private static final String RELATIVE = "https://consentry.org/fhir/StructureDefinition/relative-canonical";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
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
            case Coverage coverage ->
                // HAPI's converter spells these as STU3 spells its elements.
                coverage.getClass_().forEach(one -> one.getType().getCoding().forEach(Repairs::lower));
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
        if (element instanceof Resource resource
                && resource.getLanguage() != null
                && !Bindings.isLanguage(resource.getLanguage())) {
            resource.setLanguage(null);
        }
        if (element instanceof DomainResource resource) {
            resource.getExtension().forEach(Repairs::names);
            resource.getModifierExtension().forEach(Repairs::names);
            narrative(resource);
        }
        switch (element) {
            case Coding coding -> {
                coding(coding);
                within(coding);
            }
            case ContactPoint contact -> {
                contact(contact);
                within(contact);
            }
            case Quantity quantity -> {
                quantity(quantity);
                within(quantity);
            }
            case Period period -> {
                TypeDemands.period(period);
                within(period);
            }
            case CanonicalType canonical -> canonical(canonical);
            case CodeType code -> type(code);
            case UriType uri -> {
                if (uri.hasValue()) {
                    uri.setValue(TypeDemands.unbroken(uri.getValue()));
                }
                within(uri);
            }
            case PrimitiveType<?> primitive -> within(primitive);
            default -> {
                if (element instanceof Attachment attachment) {
                    attachment(attachment);
                }
                if (element instanceof BackboneType type) {
                    // These do not count their extensions among their children.
                    within(type);
                }
                for (Property property : element.children()) {
                    property.getValues().forEach(Repairs::names);
                    Rules.of(element, property);
                }
                Rules.of(element);
            }
        }
    }

    private static void within(Element element) {
        if (element.hasExtension()) {
            element.getExtension().forEach(Repairs::names);
        }
    }

    /** An extension has a value, or extensions, and never both (ext-1). */
    private static void extension(Extension extension) {
        // A converter makes some without a name.
        extension.setUrl(extension.hasUrl() ? crossVersion(extension.getUrl()) : Empties.UNNAMED);
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
        if (resource.hasText()
                && (!resource.getText().hasDiv() || !Plain.is(resource.getText().getDiv()))) {
            // What FHIR takes for none is carried as it was sent.
            resource.setText(null);
        } else if (resource.hasText() && !resource.getText().hasStatus()) {
            resource.getText().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        }
    }

    /** A system without a code names nothing; the words stay. */
    private static void coding(Coding coding) {
        CodeSystems.modernize(coding);
        if (coding.getSystemElement().hasValue()) {
            coding.setSystem(TypeDemands.absolute(coding.getSystem()));
        }
        if (!coding.hasCode()) {
            coding.setSystem(null).setVersion(null);
        }
    }

    /** What older versions point to by a reference, R4 points to by a URL, which is never relative. */
    private static void canonical(CanonicalType canonical) {
        String url = canonical.getValue();
        if (url != null && !url.startsWith("#") && !SCHEME.matcher(url).lookingAt()) {
            canonical.setValue(null);
            canonical.addExtension(RELATIVE, new StringType(url));
        }
        within(canonical);
    }

    /** Types of resources that R4 calls otherwise; what was sent is carried. */
    private static void type(CodeType code) {
        if (code.hasValue()) {
            code.setValue(Types.r4(code.getValue()));
        }
        within(code);
    }

    /** A size or hash that is not that of the bytes is carried beside them. */
    private static void attachment(Attachment attachment) {
        byte[] data = attachment.getData();
        if (data == null) {
            return;
        }
        if (attachment.hasSize() && attachment.getSize() != data.length) {
            attachment.setSizeElement(null);
        }
        if (attachment.hasHash() && !Arrays.equals(attachment.getHash(), sha1(data))) {
            attachment.setHashElement(null);
        }
    }

    /** FHIR's hash of an attachment. */
    private static byte[] sha1(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    private static void lower(Coding coding) {
        if (coding.hasSystem() && coding.getSystem().endsWith("/coverage-class") && coding.hasCode()) {
            coding.setCode(coding.getCode().toLowerCase(Locale.ROOT));
        }
    }

    private static void contact(ContactPoint contact) {
        if (contact.hasValue() && !contact.hasSystem()) {
            contact.setSystem(ContactPoint.ContactPointSystem.OTHER);
        }
    }

    /** A unit that is none of its system keeps its words; a code of no system is words, but for times, which are UCUM's. */
    private static void quantity(Quantity quantity) {
        if (quantity.getCodeElement().hasValue() && !quantity.hasSystem()) {
            if (quantity instanceof Duration || quantity instanceof Age) {
                quantity.setSystem(TypeDemands.UCUM);
            } else {
                quantity.setUnit(quantity.hasUnit() ? quantity.getUnit() : quantity.getCode());
                quantity.setCode(null);
            }
        }
        String modern = quantity.hasSystem() ? CodeSystems.name(quantity.getSystem()) : null;
        if (modern != null) {
            quantity.setSystem(modern);
        }
        if (quantity.getSystemElement().hasValue() && quantity.getCodeElement().hasValue()) {
            boolean none = Terminology.STANDARD.refuses(quantity.getSystem(), quantity.getCode())
                    || (modern == null && quantity.getSystem().startsWith("http://hl7.org/fhir/v3/"));
            if (none) {
                quantity.setUnit(quantity.hasUnit() ? quantity.getUnit() : quantity.getCode());
                quantity.setCode(null);
                quantity.setSystem(null);
            }
        }
        if (quantity.getSystemElement().hasValue()) {
            quantity.setSystem(TypeDemands.absolute(quantity.getSystem()));
        }
        TypeDemands.quantity(quantity);
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
