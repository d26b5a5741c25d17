package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.datatype.Names;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceReactionComponent;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** AL1 and IAM: allergies. IAM has actions: a deleted allergy is one entered in error, not one forgotten. */
final class AllergyMapper implements SegmentMapper {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    @Override
    public void map(Segment segment, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        AllergyIntolerance allergy = new AllergyIntolerance().setPatient(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), allergy::setEncounter);
        mapping.concept(segment, 3, null, allergy::setCode);
        kind(segment, allergy, mapping);
        reactions(segment, allergy, mapping);
        boolean iam = segment.id().equals("IAM");
        if (iam) {
            iam(segment, allergy, mapping);
        } else {
            Mapping.accept(mapping.time(segment, 6), allergy::setOnset);
        }
        status(segment, iam, allergy, mapping);
        mapping.entries.addApart(allergy, key(segment, allergy, mapping));
        mapping.own(segment, allergy);
        mapping.current.subject = allergy;
    }

    private static void kind(Segment segment, AllergyIntolerance allergy, Mapping mapping) {
        String type = segment.text(2);
        String category = mapping.terminology.code("allergen-type-allergy-intolerance-category", type);
        if (category != null) {
            allergy.addCategory(AllergyIntoleranceCategory.fromCode(category));
        }
        String kind = mapping.terminology.code("allergy-type", type);
        if (kind != null) {
            allergy.setType(AllergyIntoleranceType.fromCode(kind));
        }
        if (category == null && kind == null) {
            segment.unread(2);
        }
    }

    /** IAM-6 and IAM-17 (HL7 table 0438), which says of how sure it is and of whether it is still so in one code. */
    private static void status(Segment segment, boolean iam, AllergyIntolerance allergy, Mapping mapping) {
        String status = iam ? segment.text(17, "") : "";
        boolean error = status.equals("E") || (iam && mapping.says(segment, 6, "D", "A", "U", "X"));
        switch (error ? "E" : status) {
            case "E" -> allergy.setVerificationStatus(verification("entered-in-error", "Entered in Error"));
            case "C" -> allergy.setVerificationStatus(verification("confirmed", "Confirmed"));
            case "U", "P", "S", "D" -> allergy.setVerificationStatus(verification("unconfirmed", "Unconfirmed"));
            default -> {}
        }
        if (!error) {
            boolean inactive = status.equals("I");
            allergy.setClinicalStatus(new CodeableConcept(
                    new Coding(CLINICAL, inactive ? "inactive" : "active", inactive ? "Inactive" : "Active")));
        }
    }

    private static CodeableConcept verification(String code, String display) {
        return new CodeableConcept(new Coding(VERIFICATION, code, display));
    }

    private static void reactions(Segment segment, AllergyIntolerance allergy, Mapping mapping) {
        AllergyIntoleranceReactionComponent reaction = new AllergyIntoleranceReactionComponent();
        for (Composite cwe : segment.all(5)) {
            CodeableConcept manifestation = mapping.codes.concept(cwe);
            if (manifestation != null) {
                boolean both = cwe.peek(1) != null && cwe.peek(2) != null;
                if (!manifestation.getCodingFirstRep().hasSystem() && !both && cwe.firstOf(1, 2) != null) {
                    manifestation = new CodeableConcept().setText(cwe.firstOf(1, 2));
                }
                reaction.addManifestation(manifestation);
            }
        }
        String severity = mapping.translated(segment, 4, "allergy-severity-allergy-intolerance-reaction-severity");
        if (severity != null && reaction.hasManifestation()) {
            reaction.setSeverity(AllergyIntoleranceSeverity.fromCode(severity));
        } else if (severity != null) {
            severityAlone(severity, allergy);
        }
        if (reaction.hasManifestation()) {
            allergy.addReaction(reaction);
        }
    }

    /** FHIR has no severity without a reaction; a severe allergy is one of high criticality. */
    private static void severityAlone(String severity, AllergyIntolerance allergy) {
        allergy.setCriticality(
                severity.equals("severe")
                        ? AllergyIntolerance.AllergyIntoleranceCriticality.HIGH
                        : AllergyIntolerance.AllergyIntoleranceCriticality.LOW);
    }

    private static void iam(Segment iam, AllergyIntolerance allergy, Mapping mapping) {
        Mapping.accept(mapping.identifiers.ei(iam.first(7)), allergy::addIdentifier);
        Mapping.accept(mapping.time(iam, 11), allergy::setOnset);
        String onset = iam.whole(12);
        if (onset != null && !allergy.hasOnset()) {
            allergy.setOnset(new StringType(onset));
        } else {
            iam.unread(12);
        }
        Mapping.accept(mapping.time(iam, 13), allergy::setRecordedDateElement);
        HumanName reporter = mapping.names.xpn(iam.first(14));
        if (reporter != null) {
            boolean self = "SEL".equals(iam.first(15).peek(1));
            if (self || reporter.hasUse() || reporter.hasPeriod() || reporter.hasExtension()) {
                // Only what a display shows finds a place.
                iam.unread(14);
            }
            Names.family(iam.first(14).sub(1));
            allergy.setRecorder(
                    self ? mapping.current.patientReference() : new Reference().setDisplay(Names.display(reporter)));
        }
        mapping.concept(iam, 15, "0063", relation -> allergy.addExtension(OWN + "reporter-relationship", relation));
        mapping.concept(iam, 17, "0438", status -> allergy.addExtension(OWN + "clinical-status", status));
        Mapping.accept(mapping.codes.codings(iam.first(27), null), code -> code.getCoding()
                .forEach(allergy.getCode()::addCoding));
    }

    private static String key(Segment segment, AllergyIntolerance allergy, Mapping mapping) {
        Identifier identifier = allergy.getIdentifierFirstRep();
        if (identifier.hasValue()) {
            return mapping.current.patientKey + "|" + Parties.key(identifier);
        }
        String code = segment.first(3).firstOf(1, 2);
        return mapping.current.patientKey + "|" + (code == null ? mapping.keyIn(segment) : code);
    }
}
