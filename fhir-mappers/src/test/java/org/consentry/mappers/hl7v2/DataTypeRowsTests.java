package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Rows of HL7's tables for data types, and components that no row names and that must not be lost. */
class DataTypeRowsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("types", ZoneOffset.UTC);
    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";
    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";

    @Test
    void aTextKeepsTheUnitItWasSentWith() {
        Bundle bundle = oru("OBX|1|ST|718-7^Hb^LN||about 12|mg/dL|||||F\r");
        assertThat(one(bundle, Observation.class).getValueStringType().getValue())
                .isEqualTo("about 12");
        assertThat(FhirJson.write(bundle)).contains("mg/dL");
    }

    /** A null byte in a name made a Bundle that no database took. */
    @Test
    void aControlCharacterIsShownAndNeverStored() {
        Bundle bundle = oru("OBX|1|ST|718-7^Hb^LN||a\u0000b\u000bc\\X00\\d||||||F\r");
        assertThat(one(bundle, Observation.class).getValueStringType().getValue())
                .isEqualTo("a\u2400b\nc\u2400d");
    }

    @Test
    void aStatusThatNoTableHasIsKeptAsItWasSent() {
        Bundle bundle = oru("OBX|1|NM|718-7^Hb^LN||12|mg/dL|||||FINALISH\r");
        assertThat(one(bundle, Observation.class).getStatus()).isEqualTo(Observation.ObservationStatus.UNKNOWN);
        assertThat(FhirJson.write(bundle)).contains("FINALISH");
    }

    @Test
    void aSubIdIsHl7sExtension() {
        Observation observation = one(oru("OBX|1|NM|718-7^Hb^LN|a^2^3^d|12|mg/dL|||||F\r"), Observation.class);
        assertThat(observation.getExtensionByUrl(CORE + "observation-v2-subid").getExtension())
                .extracting(part -> part.getUrl() + "=" + part.getValue().primitiveValue())
                .containsExactly("original-sub-identifier=a", "group=2", "sequence=3", "identifier=d");
    }

    @Test
    void anIdentifierHasItsCheckDigitAndWhoAssignedIt() {
        Identifier identifier =
                patient("|7^5^M10^NORTH&1.2.840.99&ISO^MR||Doe^J").getIdentifierFirstRep();
        assertThat(identifier.getSystem()).isEqualTo("urn:oid:1.2.840.99");
        assertThat(identifier.getAssigner().getDisplay()).isEqualTo("NORTH");
        assertThat(text(identifier, CORE + "identifier-checkDigit")).isEqualTo("5");
        assertThat(text(identifier, OWN + "check-digit-scheme")).isEqualTo("M10");
    }

    @Test
    void aNameOfAKindFhirDoesNotKnowKeepsTheKindAndWhatThePersonIsCalled() {
        Patient patient = patient("|7^^^N^MR||Doe^Jane^^^^^B^^^^G^^^^Janie");
        assertThat(patient.getNameFirstRep().hasExtension(OWN + "name-type")).isTrue();
        assertThat(patient.getNameFirstRep().hasExtension(OWN + "name-assembly-order"))
                .isTrue();
        assertThat(patient.getName().get(1).getGivenAsSingleString()).isEqualTo("Janie");
    }

    @Test
    void anAddressKeepsItsCensusTractItsRegionAndATypeFhirDoesNotKnow() {
        Address address = patient("|7^^^N^MR||Doe^J||||||1 Main^^Town^^^^BDL^Region^County^T99")
                .getAddressFirstRep();
        assertThat(text(address.getLine().get(0), CORE + "iso21090-ADXP-censusTract"))
                .isEqualTo("T99");
        assertThat(text(address, OWN + "other-geographic-designation")).isEqualTo("Region");
        assertThat(address.hasExtension(OWN + "address-type") || address.hasUse() || address.hasType())
                .isTrue();
    }

    @Test
    void aPhoneIsAPhoneThoughAnAddressForMailStandsBesideIt() {
        ContactPoint phone = patient("|7^^^N^MR||Doe^J||||||||^PRN^PH^j@example.org^1^555^5550100^22^at night")
                .getTelecomFirstRep();
        assertThat(phone.getValue()).isEqualTo("+1 555 5550100 X22");
        assertThat(phone.getSystem()).isEqualTo(ContactPoint.ContactPointSystem.PHONE);
        assertThat(text(phone, CORE + "contactpoint-area")).isEqualTo("555");
        assertThat(text(phone, CORE + "contactpoint-comment")).isEqualTo("at night");
        assertThat(text(phone, OWN + "other-contact")).isEqualTo("j@example.org");
        ContactPoint mail = patient("|7^^^N^MR||Doe^J||||||||555^NET^Internet^j@example.org")
                .getTelecomFirstRep();
        assertThat(mail.getValue()).isEqualTo("j@example.org");
        assertThat(text(mail, OWN + "other-contact")).isEqualTo("555");
    }

    @Test
    void aDoctorHasADegree() {
        Bundle bundle = oru("OBX|1|NM|718-7^Hb^LN||12||||||F|||||12^House^Greg^^^^MD^^NORTH^L^3\r");
        Practitioner doctor = one(bundle, Practitioner.class);
        assertThat(doctor.getQualificationFirstRep()
                        .getCode()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("MD");
        assertThat(text(doctor.getIdentifierFirstRep(), CORE + "identifier-checkDigit"))
                .isEqualTo("3");
    }

    private static String text(Element element, String url) {
        return element.getExtensionByUrl(url).getValue().primitiveValue();
    }

    private static Patient patient(String fields) {
        return one(bundle("ADT^A08", "PID|1|" + fields + "\r"), Patient.class);
    }

    private static Bundle oru(String segments) {
        return bundle("ORU^R01", "PID|1||7^^^N^MR||Doe^J\rOBR|1|P1|F1|718-7^Hb^LN\r" + segments);
    }

    private static Bundle bundle(String type, String segments) {
        String message = "MSH|^~\\&|A|B|C|D|20260102||" + type + "|1|P|2.5.1\r" + segments;
        Conversion.Converted done =
                (Conversion.Converted) new Hl7v2Mapper().convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT);
        assertThat(R4Validator.errors(FhirJson.write(done.transactionBundle()))).isEmpty();
        return done.transactionBundle();
    }

    private static <R extends Resource> R one(Bundle bundle, Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
