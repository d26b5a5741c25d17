package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Admissions, merges, appointments, charges and referrals: what whoever reads the resources would take them to say. */
class VisitMeaningTests {

    private static final String MRG = "MRG|8^^^N^MR||A1^^^N^AN||||Doe^June\r";

    /** Every event with an MRG was read as a merge, and who lost an account was told to be another person. */
    @ParameterizedTest
    @ValueSource(strings = {"A35", "A41", "A42", "A43", "A44", "A45", "A48", "A49", "A50", "A51"})
    void whoLosesAnAccountOrAVisitIsStillAPatient(String event) {
        ReadMessage message = ReadMessage.of("ADT^" + event, "EVN|" + event + "|20260102\r" + ReadMessage.PID + MRG);
        Patient other = message.all(Patient.class).get(1);
        assertThat(other.hasActive()).isFalse();
        assertThat(other.hasLink()).isFalse();
        assertThat(message.telling(other)).isEqualTo("mention");
        assertThat(message.only(Patient.class).hasLink()).isFalse();
        assertThat(message.only(Patient.class).getIdentifier()).hasSize(1);
        assertThat(message.only(Account.class).getSubjectFirstRep().getReference())
                .isEqualTo(
                        "Patient/" + message.only(Patient.class).getIdElement().getIdPart());
    }

    /** It was only mentioned, so a receiver that knew the former record left it as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47"})
    void aRecordThatWentIntoAnotherIsToldWholeAndIsNoneAnyMore(String event) {
        ReadMessage message = ReadMessage.of("ADT^" + event, "EVN|" + event + "|20260102\r" + ReadMessage.PID + MRG);
        Patient former = message.all(Patient.class).get(1);
        assertThat(former.getActive()).isFalse();
        assertThat(former.getLinkFirstRep().getType()).isEqualTo(Patient.LinkType.REPLACEDBY);
        assertThat(message.telling(former)).isEqualTo("snapshot");
    }

    @Test
    void twoRecordsOfOnePersonSeeEachOther() {
        ReadMessage message = ReadMessage.of(
                "ADT^A24", "EVN|A24|20260102\r" + ReadMessage.PID + ReadMessage.PID.replace("7^^^N", "9^^^S"));
        assertThat(message.all(Patient.class)).hasSize(2).allSatisfy(patient -> {
            assertThat(patient.getActive()).isTrue();
            assertThat(patient.getLinkFirstRep().getType()).isEqualTo(Patient.LinkType.SEEALSO);
        });
        ReadMessage apart = ReadMessage.of(
                "ADT^A37", "EVN|A37|20260102\r" + ReadMessage.PID + ReadMessage.PID.replace("7^^^N", "9^^^S"));
        assertThat(apart.all(Patient.class)).noneMatch(Patient::hasLink);
    }

    @Test
    void aPersonWhoIsDeletedIsInactive() {
        assertThat(ReadMessage.of("ADT^A29", "EVN|A29|20260102\r" + ReadMessage.PID)
                        .only(Patient.class)
                        .getActive())
                .isFalse();
    }

    @Test
    void whoIsDischargedIsInNoBedAnyMore() {
        Encounter stay = ReadMessage.of("ADT^A03", ReadMessage.PID + ReadMessage.PV1 + "|20260103\r")
                .only(Encounter.class);
        assertThat(stay.getStatus()).isEqualTo(Encounter.EncounterStatus.FINISHED);
        assertThat(stay.getLocationFirstRep().getStatus()).isEqualTo(Encounter.EncounterLocationStatus.COMPLETED);
    }

    @Test
    void aDischargeThatIsCanceledIsNoEnd() {
        Encounter stay = ReadMessage.of("ADT^A13", ReadMessage.PID + ReadMessage.PV1 + "|20260103\r")
                .only(Encounter.class);
        assertThat(stay.getStatus()).isEqualTo(Encounter.EncounterStatus.INPROGRESS);
        assertThat(stay.getPeriod().hasEnd()).isFalse();
        assertThat(stay.getLocationFirstRep().getStatus()).isEqualTo(Encounter.EncounterLocationStatus.ACTIVE);
    }

    @Test
    void whatComesBeforeThePatientIsHersAllTheSame() {
        ReadMessage message = ReadMessage.of(
                "ADT^A08", ReadMessage.PV1 + "\rDG1|1||I10^Hypertension^I10||20260101|W\r" + ReadMessage.PID);
        assertThat(message.only(Encounter.class).hasSubject()).isTrue();
        assertThat(message.only(Encounter.class).getDiagnosis()).hasSize(1);
        assertThat(message.only(Condition.class).getSubject().getReference())
                .isEqualTo(message.only(Encounter.class).getSubject().getReference());
    }

    @Test
    void aVisitThatIsNotApplicableIsNone() {
        assertThat(ReadMessage.of("ADT^A31", ReadMessage.PID + "PV1|1|N\r").all(Encounter.class))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "T02,AU,AV,final,current",
        "T02,DO,AV,preliminary,current",
        "T02,LA,OB,final,superseded",
        "T02,LA,CA,final,entered-in-error",
        "T11,LA,AV,final,entered-in-error"
    })
    void aDocumentSaysHowFarItIs(String event, String completion, String availability, String far, String status) {
        DocumentReference document = ReadMessage.of(
                        "MDM^" + event,
                        ReadMessage.PID + "TXA|1|DS|TX|||20260101" + "|".repeat(6) + "D1" + "|".repeat(5) + completion
                                + "||" + availability + "\r")
                .only(DocumentReference.class);
        assertThat(document.getDocStatus().toCode()).isEqualTo(far);
        assertThat(document.getStatus().toCode()).isEqualTo(status);
    }

    /** "The document was authenticated" came without the document, and took its text away. */
    @Test
    void aNotificationWithoutContentTakesNoneAway() {
        String txa = ReadMessage.PID + "TXA|1|DS|TX|||20260101" + "|".repeat(6) + "D1" + "|".repeat(5) + "LA||AV\r";
        ReadMessage notified = ReadMessage.of("MDM^T03", txa);
        assertThat(notified.telling(notified.only(DocumentReference.class))).isEqualTo("mention");
        ReadMessage told = ReadMessage.of("MDM^T04", txa + "OBX|1|TX|1-8^x^LN||text||||||F\r");
        assertThat(told.telling(told.only(DocumentReference.class))).isEqualTo("snapshot");
        ReadMessage canceled = ReadMessage.of("MDM^T11", txa);
        assertThat(canceled.telling(canceled.only(DocumentReference.class))).isEqualTo("snapshot");
    }

    @Test
    void aDeletedDiagnosisIsNoneOfTheVisits() {
        ReadMessage message = ReadMessage.of(
                "ADT^A08",
                ReadMessage.PID + ReadMessage.PV1 + "\rDG1|1||I10^Hypertension^I10||20260101|W\r"
                        + "DG1|2||J18.9^Pneumonia^I10||20260101|W" + "|".repeat(15) + "D\r");
        assertThat(message.only(Encounter.class).getDiagnosis()).hasSize(1);
        assertThat(message.all(Condition.class)
                        .get(1)
                        .getVerificationStatus()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("entered-in-error");
    }

    @Test
    void whatIsTakenOffAnAppointmentTakesNoPartInIt() {
        Appointment kept = appointment("S20", "AIL|1|D|OLD^1\rAIL|2|A|NEW^2|||||||||Booked\r");
        assertThat(kept.getParticipant().stream()
                        .map(one -> String.valueOf(one.getActor().getDisplay())))
                .containsExactly("2", "null");
        assertThat(kept.getParticipantFirstRep().getStatus()).isEqualTo(Appointment.ParticipationStatus.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({"Booked,ACCEPTED", "Pending,TENTATIVE", "Cancelled,DECLINED", "DELETED,DECLINED", "Odd,NEEDSACTION"})
    void aParticipantsStatusIsItsOwn(String told, Appointment.ParticipationStatus status) {
        assertThat(appointment("S12", "AIP|1|A|5^Doe^Al|||||||||" + told + "\r")
                        .getParticipantFirstRep()
                        .getStatus())
                .isEqualTo(status);
    }

    @Test
    void theServicesStatusIsTheAppointmentsWhereItTellsNone() {
        assertThat(appointment("S14", "AIS|1|A|GEN^Visit^L|||||||Noshow\r").getStatus())
                .isEqualTo(Appointment.AppointmentStatus.NOSHOW);
    }

    @Test
    void aPaymentIsNoCharge() {
        ReadMessage message = ReadMessage.of(
                "DFT^P03",
                ReadMessage.PID + "FT1|1|T1||20260101||CG|99213^Visit^C4|||2|240&USD|120&USD\r"
                        + "FT1|2|T2||20260101||PY|COPAY^Copayment^L|||1|20&USD\r"
                        + "FT1|3|T3||20260101||CG|99213^Visit^C4|||2||120&USD\r"
                        + "FT1|4|T4||20260101||CG|99213^Visit^C4|||1||120&USD\r");
        List<ChargeItem> items = message.all(ChargeItem.class);
        assertThat(items.get(0).getPriceOverride().getValue()).isEqualByComparingTo("240");
        assertThat(items.get(1).getStatus()).isEqualTo(ChargeItem.ChargeItemStatus.NOTBILLABLE);
        assertThat(items.get(2).hasPriceOverride()).isFalse();
        assertThat(items.get(3).getPriceOverride().getValue()).isEqualByComparingTo("120");
    }

    @Test
    void onlyWhoIsReferredToPerforms() {
        ServiceRequest referral = ReadMessage.of(
                        "REF^I12",
                        "RF1|A|R|CAR^Cardiology^L|||R1\rPRD|RP|Refers^Al\rPRD|RT|Heart^Hal\rPRD|PP^Primary^HL70286|Family^Fay\r"
                                + ReadMessage.PID)
                .only(ServiceRequest.class);
        assertThat(referral.getRequester().getDisplay()).contains("Refers");
        assertThat(referral.getPerformer()).singleElement().satisfies(who -> assertThat(who.getDisplay())
                .contains("Heart"));
        assertThat(referral.getStatus()).isEqualTo(ServiceRequest.ServiceRequestStatus.ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({"I12,E", "I14,A", "I12,R"})
    void aReferralThatExpiredOrWasCanceledWasNotCompleted(String event, String status) {
        assertThat(ReadMessage.of("REF^" + event, "RF1|" + status + "|R|||R1\r" + ReadMessage.PID)
                        .only(ServiceRequest.class)
                        .getStatus())
                .isEqualTo(ServiceRequest.ServiceRequestStatus.REVOKED);
    }

    /** A receiver takes nothing from a mention, so a comment on one was lost where the patient was known. */
    @Test
    void aCommentOnAPatientWhoIsOnlyNamedIsKeptByItself() {
        ReadMessage message = ReadMessage.of(
                "ORU^R01",
                ReadMessage.PID + "NTE|1||hard of hearing\rACC|20260101\rOBR|1|P1|F1|718-7^Hb^LN" + "|".repeat(21)
                        + "F\r");
        assertThat(message.only(Patient.class).hasExtension()).isFalse();
        assertThat(message.only(Basic.class).getExtension().stream().map(field -> field.getExtensionString("value")))
                .contains("hard of hearing", "20260101");
    }

    private static Appointment appointment(String event, String resources) {
        return ReadMessage.of(
                        "SIU^" + event,
                        "SCH|P1|F1|||||||||^^30^20260103090000^20260103093000\r" + ReadMessage.PID + "RGS|1\r"
                                + resources)
                .only(Appointment.class);
    }
}
