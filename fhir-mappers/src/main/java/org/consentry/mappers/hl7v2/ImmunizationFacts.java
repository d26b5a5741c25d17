package org.consentry.mappers.hl7v2;

import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationEducationComponent;
import org.jspecify.annotations.Nullable;

/**
 * OBX after RXA that are not observations of the patient but facts of the immunization (CDC implementation guide for
 * immunization messaging 1.5, value set of OBX-3): funding, eligibility, and the information sheet that was given.
 */
final class ImmunizationFacts {

    private static final Set<String> CODES = Set.of("30963-3", "64994-7", "69764-9", "29768-9", "29769-7");

    private ImmunizationFacts() {}

    /** True if the OBX became a part of the immunization. */
    static boolean takes(Segment obx, Mapping mapping) {
        Immunization immunization = mapping.current.immunization;
        String code = immunization == null ? null : obx.text(3);
        if (immunization == null || code == null || !CODES.contains(code)) {
            return false;
        }
        Composite value = obx.first(5);
        CodeableConcept concept = mapping.codes.concept(value);
        DateTimeType time = mapping.times.dateTime(value.get(1));
        boolean taken = concept != null && put(code, obx.text(4, ""), concept, time, value, immunization);
        if (taken) {
            mapping.own(obx, immunization);
            obx.text(2);
            obx.text(11);
        }
        return taken;
    }

    private static boolean put(
            String code,
            String group,
            CodeableConcept concept,
            @Nullable DateTimeType time,
            Composite value,
            Immunization immunization) {
        switch (code) {
            case "30963-3" -> immunization.setFundingSource(concept);
            case "64994-7" -> immunization.addProgramEligibility(concept);
            case "69764-9" -> {
                ImmunizationEducationComponent education = education(immunization, group);
                education.setDocumentType(value.get(1));
            }
            default -> {
                if (time == null) {
                    return false;
                }
                ImmunizationEducationComponent education = education(immunization, group);
                if (code.equals("29768-9")) {
                    education.setPublicationDateElement(time);
                } else {
                    education.setPresentationDateElement(time);
                }
                if (!education.hasDocumentType()) {
                    education.setDocumentType("unknown");
                }
            }
        }
        return true;
    }

    /** OBX-4 holds together what is told of one sheet. */
    private static ImmunizationEducationComponent education(Immunization immunization, String group) {
        for (ImmunizationEducationComponent known : immunization.getEducation()) {
            if (group.equals(known.getUserString("group"))) {
                return known;
            }
        }
        ImmunizationEducationComponent education = immunization.addEducation();
        education.setUserData("group", group);
        return education;
    }
}
