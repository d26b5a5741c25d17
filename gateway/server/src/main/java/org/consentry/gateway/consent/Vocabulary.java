package org.consentry.gateway.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.GrantedAction;

/**
 * The closed vocabulary in which consent is asked: each word is a client scope of the realm with a sentence on
 * Keycloak's screen. What is not a word here cannot be asked for, so the screen always says all of it.
 */
public final class Vocabulary {
    /** Purposes of use, v3-ActReason. */
    public static final Set<String> PURPOSES = Set.of("TREAT", "ETREAT", "HPAYMT", "HOPERAT", "HRESCH", "PATRQT");

    /** Resource types that can be asked for. */
    public static final Set<String> TYPES = Set.of(
            "AdverseEvent",
            "AllergyIntolerance",
            "Appointment",
            "CarePlan",
            "CareTeam",
            "Claim",
            "ClaimResponse",
            "ClinicalImpression",
            "Communication",
            "Condition",
            "Coverage",
            "Device",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "EpisodeOfCare",
            "ExplanationOfBenefit",
            "FamilyMemberHistory",
            "Flag",
            "Goal",
            "ImagingStudy",
            "Immunization",
            "MedicationAdministration",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "Media",
            "NutritionOrder",
            "Observation",
            "Patient",
            "Procedure",
            "Provenance",
            "QuestionnaireResponse",
            "RelatedPerson",
            "RiskAssessment",
            "ServiceRequest",
            "Specimen",
            "SupplyDelivery",
            "SupplyRequest",
            "VisionPrescription");

    private static final List<Period> PERIODS =
            List.of(new Period("P7D", 7), new Period("P30D", 30), new Period("P90D", 90), new Period("P365D", 365));

    private record Period(String code, int days) {
        boolean reaches(Instant start, Instant end) {
            return !end.isAfter(start.plus(Duration.ofDays(days)));
        }
    }

    private Vocabulary() {}

    /** The longest time a consent can be asked for. */
    public static Duration longest() {
        return Duration.ofDays(PERIODS.getLast().days());
    }

    /**
     * The scopes that put a request on the screen: its purposes, its kinds, what the reader may do beyond reading, and
     * the shortest of the period words that reaches its end. What narrows further stands on our own page.
     */
    static Set<String> scopes(ConsentForm form, Instant now) {
        Set<String> scopes = new TreeSet<>();
        form.purposes().forEach(purpose -> scopes.add("purpose/" + purpose));
        form.types().forEach(type -> scopes.add("patient/" + type + ".rs"));
        form.actions().stream()
                .filter(action -> action != GrantedAction.ACCESS)
                .forEach(action -> scopes.add("action/" + action.code()));
        Instant start = form.start().filter(later -> later.isAfter(now)).orElse(now);
        Instant end = form.end();
        Period period = PERIODS.stream()
                .filter(candidate -> candidate.reaches(start, end))
                .findFirst()
                .orElse(PERIODS.getLast());
        scopes.add("period/" + period.code());
        return scopes;
    }
}
