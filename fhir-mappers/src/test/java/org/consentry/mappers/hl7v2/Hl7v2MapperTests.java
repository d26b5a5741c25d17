package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class Hl7v2MapperTests {

    private static final ConversionContext CONTEXT = new ConversionContext("hospital-a", ZoneId.of("America/New_York"));
    private static final String HEADER =
            "MSH|^~\\&|LAB|NORTH|GW|CONSENTRY|20260102030405||ORU^R01^ORU_R01|M1|P|2.5.1\r";
    private static final String PID = "PID|1||4711^^^NORTH^MR||Doe^Jane||19800229|F\r";
    private static final String OBR = "OBR|1|P1|F1|718-7^Hemoglobin^LN|||20260102\r";

    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    @Test
    void rejectsWhatIsNoMessageAndAnswersAr() {
        byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);

        Conversion conversion = mapper.convert(bytes, CONTEXT);

        assertThat(conversion).isInstanceOf(Conversion.Rejected.class);
        assertThat(Acknowledgment.of(bytes, conversion, OffsetDateTime.parse("2026-01-02T03:04:05Z")))
                .contains("\rMSA|AR|")
                .doesNotContain("hello");
    }

    @Test
    void rejectsAHeaderThatNamesNoMessage() {
        Conversion conversion = mapper.convert(bytes("MSH|^~\\&|A|B|C|D|2026||"), CONTEXT);

        assertThat(conversion.report().issues()).anyMatch(issue -> issue.kind().equals("no-message-type"));
    }

    @Test
    void answersAcceptedMessagesWithTheirControlId() {
        byte[] bytes = bytes(HEADER + PID);

        String ack =
                Acknowledgment.of(bytes, mapper.convert(bytes, CONTEXT), OffsetDateTime.parse("2026-01-02T03:04:05Z"));

        assertThat(ack)
                .startsWith("MSH|^~\\&|GW|CONSENTRY|LAB|NORTH|20260102030405+0000||ACK^R01^ACK|ACKM1|P|2.5.1\r")
                .contains("MSA|AA|M1\r");
    }

    @Test
    void givesTheSameBytesForTheSameMessage() {
        byte[] bytes = bytes(HEADER + PID + OBR + "OBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12-16|N|||F\r");

        assertThat(json(bytes)).isEqualTo(json(bytes));
    }

    @Test
    void givesEachTenantItsOwnPatients() {
        Conversion.Converted other = (Conversion.Converted)
                mapper.convert(bytes(HEADER + PID), new ConversionContext("hospital-b", ZoneId.of("UTC")));

        assertThat(only(Patient.class, HEADER + PID).getId())
                .isNotEqualTo(resources(other, Patient.class).get(0).getId());
    }

    @Test
    void keepsTheComparatorOfANumber() {
        Observation observation = only(Observation.class, HEADER + PID + OBR + "OBX|1|NM|1-8^x^LN||<5|mg/dL|||||F\r");

        assertThat(observation.getValueQuantity().getComparator().toCode()).isEqualTo("<");
        assertThat(observation.getValueQuantity().getValue()).isEqualByComparingTo("5");
        assertThat(observation.getValueQuantity().getCode()).isEqualTo("mg/dL");
    }

    @Test
    void readsATiterAsRatio() {
        Observation observation = only(Observation.class, HEADER + PID + OBR + "OBX|1|SN|1-8^x^LN||^1^:^80||||||F\r");

        assertThat(observation.getValueRatio().getDenominator().getValue()).isEqualByComparingTo("80");
    }

    @Test
    void doesNotTurnUnequalIntoEqual() {
        Observation observation = only(Observation.class, HEADER + PID + OBR + "OBX|1|SN|1-8^x^LN||<>^23||||||F\r");

        assertThat(observation.getValueStringType().getValue()).isEqualTo("<>23");
    }

    @Test
    void takesTheZoneOfTheContextForTimesWithoutOffset() {
        Observation observation =
                only(Observation.class, HEADER + PID + OBR + "OBX|1|NM|1-8^x^LN||5||||||F|||202607010930\r");

        assertThat(observation.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-07-01T09:30:00-04:00");
    }

    @Test
    void keepsAnEmbeddedPdfAsAnAttachment() {
        String mdm = HEADER.replace("ORU^R01^ORU_R01", "MDM^T02^MDM_T02") + PID
                + "TXA|1|DS|AP|20260102||||||||D77^NORTH|||||AU\rOBX|1|ED|18842-5^Discharge summary^LN||^application^pdf^Base64^JVBERi0xLjQK||||||F\r";

        DocumentReference document = only(DocumentReference.class, mdm);

        assertThat(document.getContentFirstRep().getAttachment().getContentType())
                .isEqualTo("application/pdf");
        assertThat(new String(document.getContentFirstRep().getAttachment().getData(), StandardCharsets.UTF_8))
                .isEqualTo("%PDF-1.4\n");
    }

    @Test
    void keepsTwoKinApartThatComeWithOneIdentifier() {
        String kin = "NK1|%s|Doe^%s|MTH||||||||||||||||||||||||||||||H-1^^^NORTH\r";

        List<RelatedPerson> people = resources(
                (Conversion.Converted) mapper.convert(
                        bytes(HEADER.replace("ORU^R01^ORU_R01", "ADT^A08^ADT_A01")
                                + PID
                                + kin.formatted("1", "Ann")
                                + kin.formatted("2", "Bea")),
                        CONTEXT),
                RelatedPerson.class);

        assertThat(people)
                .extracting(person -> person.getNameFirstRep().getGivenAsSingleString())
                .containsExactlyInAnyOrder("Ann", "Bea");
    }

    @Test
    void linksMergedPatientsBothWays() {
        String merge = HEADER.replace("ORU^R01^ORU_R01", "ADT^A40^ADT_A39") + PID + "MRG|0815^^^NORTH^MR\r";

        List<Patient> patients = resources((Conversion.Converted) mapper.convert(bytes(merge), CONTEXT), Patient.class);

        assertThat(patients).hasSize(2);
        assertThat(patients.get(0).getLinkFirstRep().getOther().getReference())
                .isEqualTo("Patient/" + patients.get(1).getIdElement().getIdPart());
        assertThat(patients.get(1).getActive()).isFalse();
    }

    @Test
    void splitsABatchWhateverItsLineEnds() {
        String batch = "FHS|^~\\&\nBHS|^~\\&\n" + (HEADER + PID).replace('\r', '\n') + HEADER + PID + "BTS|2\rFTS|1\r";

        assertThat(mapper.frames(bytes("\uFEFF" + batch))).hasSize(2);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String json = json(bytes(HEADER + PID + "ZXX|1|something of the site\r"));

        assertThat(json).contains("ZXX-2").contains("something of the site");
    }

    private String json(byte[] bytes) {
        return FhirJson.write(((Conversion.Converted) mapper.convert(bytes, CONTEXT)).transactionBundle());
    }

    private <R extends Resource> R only(Class<R> type, String message) {
        List<R> all = resources((Conversion.Converted) mapper.convert(bytes(message), CONTEXT), type);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static <R extends Resource> List<R> resources(Conversion.Converted conversion, Class<R> type) {
        return conversion.transactionBundle().getEntry().stream()
                .map(entry -> entry.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
