package org.consentry.mappers.fhirversion;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** What R4's rules demand of two elements together: one of them is there, and says that it is not known or assumed. */
final class Demands {

    private static final String ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";

    private static final String CONDITION = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final Set<String> OVER = Set.of("inactive", "resolved", "remission");

    private Demands() {}

    static void meet(Base element) {
        switch (element) {
            case AllergyIntolerance allergy -> {
                boolean error = allergy.getVerificationStatus().getCoding().stream()
                        .anyMatch(coding -> "entered-in-error".equals(coding.getCode()));
                if (!error && !allergy.hasClinicalStatus()) {
                    // Its codes are bound, so a reason is not enough.
                    allergy.setClinicalStatus(new CodeableConcept(assumed(ALLERGY, "active")));
                }
            }
            case Appointment.AppointmentParticipantComponent participant -> {
                if (!participant.hasActor() && !participant.hasType()) {
                    participant.setActor(unknown(new Reference()));
                }
            }
            case AppointmentResponse response -> {
                if (!response.hasActor() && !response.hasParticipantType()) {
                    response.setActor(unknown(new Reference()));
                }
            }
            case Condition condition -> {
                boolean over = condition.getClinicalStatus().getCoding().stream()
                        .anyMatch(coding -> OVER.contains(String.valueOf(coding.getCode())));
                boolean error = condition.getVerificationStatus().getCoding().stream()
                        .anyMatch(coding -> "entered-in-error".equals(coding.getCode()));
                if (condition.hasAbatement() && !over && !error) {
                    // DSTU2 had no rule on this; what it said is carried.
                    condition.setClinicalStatus(new CodeableConcept(assumed(CONDITION, "inactive")));
                }
            }
            case Consent consent -> {
                if (!consent.hasPolicy() && !consent.hasPolicyRule()) {
                    consent.setPolicyRule(unknown(new CodeableConcept()));
                }
            }
            case Organization organization -> {
                if (!organization.hasName() && !organization.hasIdentifier()) {
                    organization.setNameElement(unknown(new StringType()));
                }
                // Nor has one a home: what was said of that is carried.
                organization.getTelecom().stream()
                        .filter(telecom -> telecom.getUse() == ContactPointUse.HOME)
                        .forEach(telecom -> telecom.setUse(null));
                organization.getAddress().stream()
                        .filter(address -> address.getUse() == AddressUse.HOME)
                        .forEach(address -> address.setUse(null));
            }
            default -> {}
        }
    }

    private static Coding assumed(String system, String code) {
        Coding coding = new Coding(system, code, null);
        coding.getCodeElement().addExtension(new Extension(Required.ASSUMED, new BooleanType(true)));
        return coding;
    }

    private static <E extends Element> E unknown(E element) {
        element.addExtension(new Extension(Required.ABSENT, new CodeType("unknown")));
        return element;
    }

    /** FHIR's hash of an attachment. */
    static byte[] sha1(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
