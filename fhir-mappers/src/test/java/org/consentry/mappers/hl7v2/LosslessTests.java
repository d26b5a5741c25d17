package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;

/** What was lost once, or bent into what FHIR does not take, each found by a message that senders do send. */
class LosslessTests {

    private static final ConversionContext CONTEXT = new ConversionContext("lossless", ZoneOffset.UTC);
    private static final String PID = "PID|1||4711^^^NORTH^MR||Doe^Jane||19800229|F\r";

    /** Two drugs under one placer number: the second one took the first one's place. */
    @Test
    void keepsTwoOrdersOfOneNumberApart() {
        List<MedicationRequest> requests = all(
                MedicationRequest.class,
                message("OMP^O09", "ORC|NW|1000\rRXO|1^Aspirin^L\rORC|NW|1000\rRXO|2^Ibuprofen^L\r"));

        assertThat(requests)
                .extracting(request -> request.getMedicationCodeableConcept().getText())
                .containsExactly("Aspirin", "Ibuprofen");
    }

    @Test
    void keepsTwoDosesOfOneNumberApart() {
        String dose = "ORC|RE||4242^NORTH\rRXA|0|1|2026010%d||115^Tdap^CVX\r";

        List<Immunization> doses = all(Immunization.class, message("VXU^V04", dose.formatted(1) + dose.formatted(2)));

        assertThat(doses)
                .extracting(one -> one.getOccurrenceDateTimeType().getValueAsString())
                .containsExactly("2026-01-01", "2026-01-02");
    }

    /** An OBR without an ORC says nothing of where the order stands; a final result was taken for a completed order. */
    @Test
    void doesNotInventTheStatusOfAnOrder() {
        ServiceRequest request =
                all(ServiceRequest.class, message("ORU^R01", obr("F"))).get(0);

        assertThat(request.getStatus()).isEqualTo(ServiceRequest.ServiceRequestStatus.UNKNOWN);
    }

    @Test
    void keepsATimeWhoseOffsetFhirDoesNotKnowAsItWasSent() {
        Bundle bundle = bundle(message("ORU^R01", obr("F") + "OBX|1|NM|718-7^Hb^LN||5||||||F|||20260101120000+1800\r"));

        assertThat(R4Validator.errors(FhirJson.write(bundle))).isEmpty();
        assertThat(FhirJson.write(bundle)).contains("20260101120000+1800");
    }

    @Test
    void keepsAnAnswerToAnIdThatFhirDoesNotTake() {
        Bundle bundle = bundle(message("ORU^R01", "MSA|AA|an id/with odd signs\r"));

        assertThat(((MessageHeader) bundle.getEntryFirstRep().getResource()).hasResponse())
                .isFalse();
        assertThat(R4Validator.errors(FhirJson.write(bundle))).isEmpty();
        assertThat(FhirJson.write(bundle)).contains("an id/with odd signs");
    }

    /** \XE9\ is what senders write who have no other way to say é; it is no UTF-8. */
    @Test
    void readsHexadecimalOfWindowsSenders() {
        Observation observation = all(
                        Observation.class,
                        message("ORU^R01", obr("F") + "OBX|1|ST|1^x^L||caf\\XE9\\ cr\\XC3A8\\me||||||F\r"))
                .get(0);

        assertThat(observation.getValueStringType().getValue()).isEqualTo("café crème");
    }

    /** A maiden name of which only the prefix was told threw. */
    @Test
    void takesANameOfAPrefixAlone() {
        Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5\rPID|1||1^^^N^MR||Doe^J|&van\r");

        assertThat(R4Validator.errors(FhirJson.write(bundle))).isEmpty();
    }

    /** Readers of a Patient alone look for the next of kin there (HL7's NK1[Patient]). */
    @Test
    void tellsNextOfKinOnThePatientToo() {
        Patient patient = all(
                        Patient.class,
                        message("ADT^A08", "NK1|1|Doe^John|FTH^Father^HL70063||^PRN^PH^^1^555^1234567\r"))
                .get(0);

        assertThat(patient.getContactFirstRep().getName().getFamily()).isEqualTo("Doe");
        assertThat(patient.getContactFirstRep().getTelecom()).hasSize(1);
    }

    private static String obr(String status) {
        return "OBR|1|P1|F1|718-7^Hb^LN|||20260102" + "|".repeat(18) + status + "\r";
    }

    private static String message(String type, String segments) {
        return "MSH|^~\\&|LAB|NORTH|GW|CON|20260102030405||" + type + "|M1|P|2.5.1\r" + PID + segments;
    }

    private static Bundle bundle(String message) {
        Conversion conversion = new Hl7v2Mapper().convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT);
        return ((Conversion.Converted) conversion).transactionBundle();
    }

    private static <R extends Resource> List<R> all(Class<R> type, String message) {
        return bundle(message).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
