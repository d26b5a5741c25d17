package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders, results, medicines, vaccines and master files: what whoever reads the resources would take them to say. */
class OrderMeaningTests {

    private static final String RESULT = "|".repeat(21) + "F\r";

    /** The order that follows took the specimen away, and nobody could tell what a result was of. */
    @Test
    void aSpecimenThatComesFirstIsThatOfAllOrdersBehindIt() {
        ReadMessage message = ReadMessage.of(
                "OUL^R22",
                ReadMessage.PID + "SPM|1|S1&A||SER\rOBR|1|P1|F1|2345-7^Glucose^LN" + RESULT
                        + "OBX|1|NM|2345-7^Glucose^LN||5|mmol/L|||||F\rOBR|2|P2|F2|2951-2^Sodium^LN" + RESULT
                        + "OBX|1|NM|2951-2^Sodium^LN||140|mmol/L|||||F\r"
                        + "SPM|2|S2&A||UR\rOBR|3|P3|F3|5811-5^Gravity^LN" + RESULT
                        + "OBX|1|NM|5811-5^Gravity^LN||1.01||||||F\r");
        List<Specimen> specimens = message.all(Specimen.class);
        assertThat(specimens).hasSize(2);
        assertThat(message.all(DiagnosticReport.class).stream()
                        .map(report -> report.getSpecimenFirstRep().getReference()))
                .containsExactly(id(specimens.get(0)), id(specimens.get(0)), id(specimens.get(1)));
        assertThat(message.all(DiagnosticReport.class))
                .allMatch(report -> report.getSpecimen().size() == 1);
        assertThat(message.all(Observation.class).stream()
                        .map(result -> result.getSpecimen().getReference()))
                .containsExactly(id(specimens.get(0)), id(specimens.get(0)), id(specimens.get(1)));
        ReadMessage orders = ReadMessage.of(
                "OML^O33",
                ReadMessage.PID + "SPM|1|S1&A||SER\rORC|NW|P1\rOBR|1|P1||1-8^x^LN\rORC|NW|P2\rOBR|2|P2||2-6^y^LN\r");
        assertThat(orders.all(ServiceRequest.class))
                .hasSize(2)
                .allMatch(request -> request.getSpecimen().size() == 1);
    }

    /** A result's bare OBR took the place of the order with its reasons and instructions. */
    @Test
    void aResultDoesNotReplaceItsOrderUnlessItSaysWhereThatStands() {
        ReadMessage bare = ReadMessage.of("ORU^R01", ReadMessage.PID + "OBR|1|P1|F1|718-7^Hb^LN" + RESULT);
        assertThat(bare.telling(bare.only(ServiceRequest.class))).isEqualTo("mention");
        ReadMessage told =
                ReadMessage.of("ORU^R01", ReadMessage.PID + "ORC|RE|P1|F1||CM\rOBR|1|P1|F1|718-7^Hb^LN" + RESULT);
        assertThat(told.telling(told.only(ServiceRequest.class))).isEqualTo("snapshot");
        assertThat(told.only(ServiceRequest.class).getStatus())
                .isEqualTo(ServiceRequest.ServiceRequestStatus.COMPLETED);
    }

    /** What a receiver may not take from a mention. */
    @Test
    void aCommentOnAResultsOrderIsWithTheReportToo() {
        ReadMessage bare = ReadMessage.of(
                "ORU^R01",
                ReadMessage.PID + "OBR|1|P1|F1|718-7^Hb^LN" + RESULT.replace("F\r", "F|x^y\r") + "NTE|1||fasting\r");
        DiagnosticReport report = bare.only(DiagnosticReport.class);
        assertThat(report.getExtensionByUrl(NteToNote.NOTE).getValue().toString())
                .isNotEmpty();
        assertThat(bare.only(ServiceRequest.class).getExtensionsByUrl(Leftovers.FIELD))
                .isEmpty();
        assertThat(report.getExtensionsByUrl(Leftovers.FIELD)).isNotEmpty();
    }

    @Test
    void aDiagnosisWithAnOrderIsWhyItIsWanted() {
        ReadMessage order = ReadMessage.of(
                "OML^O21", ReadMessage.PID + "ORC|NW|P1\rOBR|1|P1||718-7^Hb^LN\rDG1|1||D64.9^Anemia^I10\r");
        assertThat(order.only(ServiceRequest.class).getReasonReferenceFirstRep().getReference())
                .isEqualTo(id(order.only(Condition.class)));
        ReadMessage medicine = ReadMessage.of(
                "RDE^O11", ReadMessage.PID + "ORC|NW|P1\rRXE||1^Drug^L|2||mg\rDG1|1||D64.9^Anemia^I10\r");
        assertThat(medicine.only(MedicationRequest.class).getReasonReference()).hasSize(1);
    }

    @Test
    void whatWasGivenNamesItsPrescription() {
        MedicationDispense dispense = ReadMessage.of(
                        "RDS^O13", ReadMessage.PID + "ORC|RE|P1^EHR|F1\rRXD|1|1^Drug^L|20260101|5|mg\r")
                .only(MedicationDispense.class);
        assertThat(dispense.getAuthorizingPrescriptionFirstRep().getIdentifier().getValue())
                .isEqualTo("P1");
    }

    @ParameterizedTest
    @CsvSource({"CT,imaging", "CH,laboratory", "EC,procedure", "PT,therapy", "'',vital-signs"})
    void aResultsCategoryIsOfTheSectionOrOfWhatWasObserved(String section, String category) {
        Observation result = ReadMessage.of(
                        "ORU^R01",
                        ReadMessage.PID + "OBR|1|P1|F1|8867-4^Heart rate^LN|||20260101070000" + "|".repeat(17) + section
                                + "|F\rOBX|1|NM|8867-4^Heart rate^LN||72|/min^^UCUM|||||F\r")
                .only(Observation.class);
        assertThat(result.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo(category);
    }

    @Test
    void aDocumentInAResultSaysHowFarItIs() {
        ReadMessage message = ReadMessage.of(
                "ORU^R01",
                ReadMessage.PID + "OBR|1|P1|F1|36643-5^Chest^LN" + "|".repeat(18) + "20260101093000||RAD|F\r"
                        + "OBX|1|ED|PDF^Report^L|1|A^application^pdf^Base64^JVBERi0xLjQK||||||F|||||88^Reader^Rob\r"
                        + "OBX|2|ED|PDF^Report^L|2|A^application^pdf^Base64^JVBERi0xLjQK||||||W\r");
        List<DocumentReference> documents = message.all(DocumentReference.class);
        assertThat(documents.get(0).getDocStatus()).isEqualTo(DocumentReference.ReferredDocumentStatus.FINAL);
        assertThat(documents.get(0).getDateElement().getValueAsString()).startsWith("2026-01-01T09:30:00");
        assertThat(documents.get(0).getAuthor()).hasSize(1);
        assertThat(documents.get(1).getStatus().toCode()).isEqualTo("entered-in-error");
    }

    @Test
    void aResultThatIsDeletedByItsActionIsInError() {
        Observation result = ReadMessage.of(
                        "ORU^R01",
                        ReadMessage.PID + "OBR|1|P1|F1|718-7^Hb^LN" + RESULT + "OBX|1|NM|718-7^Hb^LN||9|g/dL|||||F"
                                + "|".repeat(20) + "D\r")
                .only(Observation.class);
        assertThat(result.getStatus()).isEqualTo(Observation.ObservationStatus.ENTEREDINERROR);
    }

    @Test
    void anInfusionsRateIsSaid() {
        MedicationRequest whole = medication("RXE||1^Saline^L|1000||mL" + "|".repeat(18) + "100|mL/h^^UCUM\r");
        assertThat(whole.getDosageInstructionFirstRep()
                        .getDoseAndRateFirstRep()
                        .getRateQuantity()
                        .getCode())
                .isEqualTo("mL/h");
        MedicationRequest per = medication("RXE||1^Saline^L|1000||mL" + "|".repeat(17) + "H8|125|mL\r");
        assertThat(per.getDosageInstructionFirstRep()
                        .getDoseAndRateFirstRep()
                        .getRateRatio()
                        .getDenominator())
                .satisfies(time -> assertThat(time.getValue() + time.getCode()).isEqualTo("8h"));
        MedicationRequest amount = medication("RXE||1^Saline^L|100||mL" + "|".repeat(17) + "H\r");
        assertThat(amount.getDosageInstructionFirstRep()
                        .getDoseAndRateFirstRep()
                        .getRateRatio()
                        .getNumerator()
                        .getValue())
                .isEqualByComparingTo("100");
        MedicationRequest odd = medication("RXE||1^Saline^L|100||mL" + "|".repeat(17) + "hourly\r");
        assertThat(odd.getDosageInstructionFirstRep().getDoseAndRateFirstRep().hasRate())
                .isFalse();
    }

    /** RXG took the place of the order it is a giving of. */
    @Test
    void oneGivingIsAnInstanceOfTheOrder() {
        ReadMessage message = ReadMessage.of(
                "RGV^O15",
                ReadMessage.PID
                        + "ORC|RE|P1|F1||IP\rRXE|^^^20260101|1^Drug^L|2||mg\rRXG|1||^^^20260101090000|1^Drug^L|2||mg\r"
                        + "RXG|2||^^^20260101130000|1^Drug^L|2||mg\r");
        List<MedicationRequest> requests = message.all(MedicationRequest.class);
        assertThat(requests.stream().map(request -> request.getIntent().toCode()))
                .containsExactly("order", "instance-order", "instance-order");
        assertThat(requests.get(2).getBasedOnFirstRep().getReference()).isEqualTo(id(requests.get(0)));
        assertThat(requests.get(2).getStatus()).isEqualTo(MedicationRequest.MedicationRequestStatus.ACTIVE);
        ReadMessage alone = ReadMessage.of(
                "RGV^O15",
                ReadMessage.PID + "ORC|RE|P1|F1||IP\rRXG|1||^^^20260101090000|1^Drug^L|2||mg\r"
                        + "RXG|2||^^^20260101130000|1^Drug^L|2||mg\r");
        assertThat(alone.all(MedicationRequest.class).stream().map(OrderMeaningTests::id))
                .containsExactly(id(requests.get(1)), id(requests.get(2)));
    }

    @ParameterizedTest
    @CsvSource({"N,false", "G,true", "T,true", "0,false", "1,false"})
    void whatWasDispensedWasSubstitutedOnlyIfItIsSaid(String status, boolean substituted) {
        assertThat(ReadMessage.of(
                                "RDS^O13",
                                ReadMessage.PID + "RXD|1|1^Drug^L|20260101|5|mg||7|||9^Pill^Pam|" + status + "\r")
                        .only(MedicationDispense.class)
                        .getSubstitution()
                        .getWasSubstituted())
                .isEqualTo(substituted);
    }

    @Test
    void aVaccineThatSomebodyRemembersSaysWhoseMemoryItIs() {
        Immunization remembered = vaccine("03^MMR^CVX|999|||04^Historical, parent recall^NIP001");
        assertThat(remembered.getPrimarySource()).isFalse();
        assertThat(remembered.getReportOrigin().getCodingFirstRep().getCode()).isEqualTo("04");
        assertThat(vaccine("03^MMR^CVX|999|||00^New^NIP001").hasReportOrigin()).isFalse();
    }

    /** A registry's forecast, or the answer that somebody is immune, was read as a dose that was given. */
    @Test
    void noVaccineAdministeredIsNone() {
        assertThat(vaccine("998^No vaccine administered^CVX|999").getStatus())
                .isEqualTo(Immunization.ImmunizationStatus.NOTDONE);
    }

    @Test
    void aGoalSaysUntilWhenAndWhereItStands() {
        List<Goal> goals = ReadMessage.of(
                        "PPR^PC1",
                        ReadMessage.PID
                                + "GOL|AD|20260101|A^Better^L|G1|||20260101|20260601|LAB^Labs^L|||||||I^Improving^L|well|Completed|20260501\r"
                                + "GOL|DE|20260101|B^Thinner^L|G2||||||||||||||Completed\r")
                .all(Goal.class);
        assertThat(goals.get(0).getStartDateType().getValueAsString()).isEqualTo("2026-01-01");
        assertThat(goals.get(0).getTargetFirstRep().getDueDateType().getValueAsString())
                .isEqualTo("2026-06-01");
        assertThat(goals.get(0).getLifecycleStatus()).isEqualTo(Goal.GoalLifecycleStatus.COMPLETED);
        assertThat(goals.get(1).getLifecycleStatus()).isEqualTo(Goal.GoalLifecycleStatus.ENTEREDINERROR);
    }

    @Test
    void anImagingOrderHasTheNumbersItsImagesAreFoundBy() {
        ServiceRequest request = ReadMessage.of(
                        "OMI^O23",
                        ReadMessage.PID
                                + "ORC|NW|P1\rOBR|1|P1||36643-5^Chest^LN\rIPC|ACC7^RIS|RP1|1.2.840.1.55|S1|DX^Digital radiography^DCM\r")
                .only(ServiceRequest.class);
        assertThat(request.getIdentifier().stream().map(number -> number.getSystem() + "|" + number.getValue()))
                .contains("urn:id:RIS|ACC7", "urn:dicom:uid|urn:oid:1.2.840.1.55");
        assertThat(request.getOrderDetailFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("DX");
    }

    @Test
    void staffOfAMasterFileAreThePractitionersThatMessagesName() {
        ReadMessage file = ReadMessage.of(
                "MFN^M02",
                "MFI|STF^Staff^HL70175||UPD|||AL\rMFE|MUP|1|20260101|5^^N|CWE\r"
                        + "STF|5^^N|5^^^N~77^^^S|Doe^Al|P^Physician^HL70182|M|19700101|A|||^WPN^PH^^1^555^5550111||20100101|||al@example.org\r"
                        + "PRA|5^^N||MD^Doctor^HL70186||Cardiology|BA1^DEA^MA^20281231\rLAN|1|es^Spanish^ISO639\r"
                        + "MFE|MDC|2|20260101|6^^N|CWE\rSTF|6^^N|6^^^N|Leaver^Lou\r");
        List<Practitioner> staff = file.all(Practitioner.class);
        assertThat(staff.stream().map(Practitioner::getActive)).containsExactly(true, false);
        assertThat(file.telling(staff.get(0))).isEqualTo("snapshot");
        PractitionerRole role = file.only(PractitionerRole.class);
        assertThat(role.getPractitioner().getReference()).isEqualTo(id(staff.get(0)));
        assertThat(role.getSpecialtyFirstRep().getText()).isEqualTo("Cardiology");
        assertThat(role.getCode()).hasSize(2);
        assertThat(staff.get(0).getIdentifier()).hasSize(3);
        ReadMessage named = ReadMessage.of("ADT^A01", ReadMessage.PID + "PV1|1|I|||||5^Doe^Al^^^^^^N\r");
        assertThat(id(named.only(Practitioner.class))).isEqualTo(id(staff.get(0)));
    }

    @Test
    void aPlaceOfAMasterFileIsThePlaceThatMessagesName() {
        ReadMessage file = ReadMessage.of(
                "MFN^M05",
                "MFI|LOC||UPD|||AL\rMFE|MDC|1||W^1^A|PL\rLOC|W^1^A|Window bed|B^Bed^HL70260|North^L^N1\rLDP|W^1^A|MED\r");
        Location bed = file.all(Location.class).get(2);
        assertThat(bed.getStatus()).isEqualTo(Location.LocationStatus.INACTIVE);
        assertThat(bed.getDescription()).isEqualTo("Window bed");
        assertThat(Stream.of(0, 1, 2)
                        .map(i -> file.telling(file.all(Location.class).get(i))))
                .containsExactly("mention", "mention", "snapshot");
        ReadMessage named = ReadMessage.of("ADT^A01", ReadMessage.PID + ReadMessage.PV1 + "\r");
        assertThat(id(named.all(Location.class).get(2))).isEqualTo(id(bed));
    }

    @Test
    void aChargeOfAMasterFileHasItsPrice() {
        ChargeItemDefinition charge = ReadMessage.of(
                        "MFN^M04",
                        "MFI|CDM||UPD|||AL\rMFE|MAD|1||99213^Visit^L|CWE\rCDM|99213^Visit^L||Visit|A visit\r"
                                + "PRC|99213^Visit^L||||120&USD^UP||||||20260101|20261231\r")
                .only(ChargeItemDefinition.class);
        assertThat(charge.getStatus()).isEqualTo(PublicationStatus.ACTIVE);
        assertThat(charge.getPropertyGroupFirstRep()
                        .getPriceComponentFirstRep()
                        .getAmount()
                        .getValue())
                .isEqualByComparingTo("120");
        assertThat(charge.getEffectivePeriod().hasEnd()).isTrue();
    }

    private static MedicationRequest medication(String rxe) {
        return ReadMessage.of("RDE^O11", ReadMessage.PID + "ORC|NW|P1\r" + rxe).only(MedicationRequest.class);
    }

    private static Immunization vaccine(String rest) {
        return ReadMessage.of("VXU^V04", ReadMessage.PID + "ORC|RE||F1\rRXA|0|1|20200101||" + rest + "\r")
                .only(Immunization.class);
    }

    private static String id(org.hl7.fhir.r4.model.Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
