package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.mappers.ccda.SmallDocuments.all;
import static org.consentry.mappers.ccda.SmallDocuments.one;
import static org.consentry.mappers.ccda.SmallDocuments.section;

import org.hl7.fhir.r4.model.FamilyMemberHistory;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;

/** What a document denies must not be read as what it says. */
class NegationTests {

    private static final String TEMPLATE = "<templateId root=\"2.16.840.1.113883.10.20.22.4.%s\"/>";

    /** It was an order not to take "drug or medication". */
    @Test
    void noMedicinesAtAllAreNoOrderAgainstOne() {
        MedicationRequest none = medication(
                "<translation code=\"410942007\" codeSystem=\"2.16.840.1.113883.6.96\"/>", "nullFlavor=\"OTH\"");
        assertThat(none.hasDoNotPerform()).isFalse();
        assertThat(none.getMedicationCodeableConcept().getCodingFirstRep().getCode())
                .isEqualTo("787481004");
        assertThat(medication("", "nullFlavor=\"NI\"")
                        .getMedicationCodeableConcept()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("787481004");
        MedicationRequest one = medication("", "code=\"197361\" codeSystem=\"2.16.840.1.113883.6.88\"");
        assertThat(one.getDoNotPerform()).isTrue();
        assertThat(one.getMedicationCodeableConcept().getCodingFirstRep().getCode())
                .isEqualTo("197361");
    }

    @Test
    void aDeniedAnswerDoesNotReadLikeOne() {
        Observation denied = one(
                section(
                        "29762-2",
                        "",
                        "<entry><observation classCode=\"OBS\" moodCode=\"EVN\" negationInd=\"true\">"
                                + TEMPLATE.formatted("38")
                                + "<id root=\"1.2.3\" extension=\"s\"/><code code=\"160573003\" codeSystem=\"2.16.840.1.113883.6.96\"/>"
                                + "<statusCode code=\"completed\"/><value xsi:type=\"CD\" code=\"7200002\""
                                + " codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"Alcoholism\"/></observation></entry>"),
                Observation.class);
        assertThat(denied.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("NEG");
        assertThat(denied.getValueCodeableConcept().getText()).isEqualTo("Not: Alcoholism");
    }

    /** The answer was "pregnancy", with an interpretation beside it. */
    @Test
    void whoIsNotPregnantIsNotPregnant() {
        Observation answer = one(
                section(
                        "29762-2",
                        "",
                        "<entry><observation classCode=\"OBS\" moodCode=\"EVN\" negationInd=\"true\">"
                                + "<templateId root=\"2.16.840.1.113883.10.20.15.3.8\"/><id root=\"1.2.3\" extension=\"p\"/>"
                                + "<code code=\"ASSERTION\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/>"
                                + "<effectiveTime value=\"20260101\"/><value xsi:type=\"CD\" code=\"77386006\""
                                + " codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"Pregnancy\"/></observation></entry>"),
                Observation.class);
        assertThat(answer.getValueCodeableConcept().getCodingFirstRep().getCode())
                .isEqualTo("60001007");
        assertThat(answer.hasInterpretation()).isFalse();
    }

    @Test
    void noPlannedTestsAreNoOrderAgainstOne() {
        assertThat(all(
                        section(
                                "18776-5",
                                "",
                                "<entry><observation classCode=\"OBS\" moodCode=\"INT\" negationInd=\"true\">"
                                        + TEMPLATE.formatted("44")
                                        + "<id root=\"1.2.3\" extension=\"t\"/><code nullFlavor=\"NI\"><originalText>None</originalText>"
                                        + "</code><statusCode code=\"active\"/></observation></entry>"),
                        ServiceRequest.class))
                .isEmpty();
    }

    /** "No information on whether a vaccine was given" was a vaccine that was given. */
    @Test
    void noInformationOnAVaccineIsNoVaccine() {
        assertThat(all(
                        section(
                                "11369-6",
                                "",
                                "<entry><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\" nullFlavor=\"NI\">"
                                        + TEMPLATE.formatted("52")
                                        + "<id root=\"1.2.3\" extension=\"i\"/><statusCode code=\"completed\"/>"
                                        + "<effectiveTime value=\"199911\"/></substanceAdministration></entry>"),
                        Immunization.class))
                .isEmpty();
    }

    @Test
    void aHistoryWithoutAStatusIsNotSaidToBeUnknownWhereItTellsSomething() {
        assertThat(family("<component><observation classCode=\"OBS\" moodCode=\"EVN\">" + TEMPLATE.formatted("46")
                                + "<id root=\"1.2.3\" extension=\"o\"/><value xsi:type=\"CD\" code=\"22298006\""
                                + " codeSystem=\"2.16.840.1.113883.6.96\"/></observation></component>")
                        .getStatus())
                .isEqualTo(FamilyMemberHistory.FamilyHistoryStatus.PARTIAL);
        assertThat(family("").getStatus()).isEqualTo(FamilyMemberHistory.FamilyHistoryStatus.HEALTHUNKNOWN);
    }

    private static FamilyMemberHistory family(String component) {
        return one(
                section(
                        "10157-6",
                        "",
                        "<entry><organizer classCode=\"CLUSTER\" moodCode=\"EVN\">" + TEMPLATE.formatted("45")
                                + "<id root=\"1.2.3\" extension=\"f\"/><subject><relatedSubject classCode=\"PRS\">"
                                + "<code code=\"FTH\" codeSystem=\"2.16.840.1.113883.5.111\"/></relatedSubject></subject>"
                                + component + "</organizer></entry>"),
                FamilyMemberHistory.class);
    }

    private static MedicationRequest medication(String translation, String code) {
        return one(
                section(
                        "10160-0",
                        "",
                        "<entry><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\" negationInd=\"true\">"
                                + TEMPLATE.formatted("16")
                                + "<id root=\"1.2.3\" extension=\"m\"/><statusCode code=\"active\"/><consumable><manufacturedProduct>"
                                + "<manufacturedMaterial><code " + code + ">" + translation
                                + "</code></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"),
                MedicationRequest.class);
    }
}
