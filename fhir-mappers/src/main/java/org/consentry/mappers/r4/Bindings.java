package org.consentry.mappers.r4;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.GuidanceResponse;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.SupplyDelivery;

/**
 * Codes that R4 takes from certain systems only, where the models have no list of them. What is none of these is taken out,
 * and so is carried; a language keeps its words.
 */
public final class Bindings {

    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/";
    private static final String BCP_47 = "urn:ietf:bcp:47";
    private static final Set<String> ANY = Set.of("Any", "Type");

    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*");

    private Bindings() {}

    /** False if there are none for elements of this class. */
    static boolean keep(Base element) {
        switch (element) {
            case AdverseEvent event -> {
                if (!isOf("adverse-event-outcome", event.getOutcome())) {
                    event.setOutcome(null);
                }
                if (!isOf("adverse-event-severity", event.getSeverity())) {
                    event.setSeverity(null);
                }
            }
            case SupplyDelivery delivery -> {
                if (!isOf("supply-item-type", delivery.getType())) {
                    delivery.setType(null);
                }
            }
            case GuidanceResponse response ->
                response.getDataRequirement().removeIf(data -> data.hasType() && !isType(data.getType()));
            case Patient.PatientCommunicationComponent communication -> language(communication.getLanguage());
            case RelatedPerson.RelatedPersonCommunicationComponent communication ->
                language(communication.getLanguage());
            case Practitioner practitioner -> practitioner.getCommunication().forEach(Bindings::language);
            case HealthcareService service -> service.getCommunication().forEach(Bindings::language);
            case ClaimResponse.NoteComponent note -> language(note.getLanguage());
            case ExplanationOfBenefit.NoteComponent note -> language(note.getLanguage());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether one of its codes is of the system; a concept that is not there is fine. */
    private static boolean isOf(String system, CodeableConcept concept) {
        return concept.isEmpty()
                || concept.getCoding().stream()
                        .anyMatch(coding -> (SYSTEM + system).equals(coding.getSystem())
                                && coding.getCodeElement().hasValue()
                                && !Terminology.STANDARD.refuses(coding.getSystem(), coding.getCode()));
    }

    private static boolean isType(String type) {
        return ANY.contains(type)
                || FhirJson.context().getResourceTypes().contains(type)
                || FhirJson.context().getElementDefinition(type) != null;
    }

    /** Whether it is a tag of BCP 47, as far as its first part tells. */
    public static boolean isLanguage(String tag) {
        return TAG.matcher(tag).matches()
                && Terminology.STANDARD.code("languages", tag.split("-", 2)[0].toLowerCase(Locale.ROOT)) != null;
    }

    /** Languages are BCP 47's: under whatever name the sender has for that, or by the map of other codes. */
    private static void language(CodeableConcept language) {
        if (!language.hasCoding()
                || language.getCoding().stream().allMatch(coding -> BCP_47.equals(coding.getSystem()))) {
            return;
        }
        List<Coding> sent = List.copyOf(language.getCoding());
        language.setCoding(null);
        for (Coding coding : sent) {
            String code = coding.getCode() == null ? "" : coding.getCode().toLowerCase(Locale.ROOT);
            String known = Terminology.STANDARD.code("languages", code);
            boolean tagged = code.indexOf('-') > 0 && isLanguage(code);
            if (BCP_47.equals(coding.getSystem())) {
                language.addCoding(coding);
            } else if (known != null || tagged) {
                language.addCoding(new Coding(BCP_47, tagged ? coding.getCode() : known, coding.getDisplay()));
            } else if (!language.hasText() && (coding.hasDisplay() || coding.hasCode())) {
                language.setText(coding.hasDisplay() ? coding.getDisplay() : coding.getCode());
            }
        }
    }
}
