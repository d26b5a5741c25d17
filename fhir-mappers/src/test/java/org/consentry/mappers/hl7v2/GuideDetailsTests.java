package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/** What messages of other makers brought up: each is valid, and says where HL7's tables have it. */
class GuideDetailsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("details", ZoneOffset.UTC);

    @Test
    void aDeletedProblemThatHadEndedIsInErrorAndHasNoEnd() {
        Condition deleted = only(Condition.class, problem("DE", "20260101", "", ""));
        assertThat(deleted.hasAbatement()).isFalse();
        assertThat(deleted.hasClinicalStatus()).isFalse();
        Condition ended = only(Condition.class, problem("UP", "20260101", "", ""));
        assertThat(ended.getAbatementDateTimeType().getValueAsString()).isEqualTo("2026-01-01");
    }

    @Test
    void aProblemsOwnWordsForItsStatusAreHeard() {
        Condition inactive = only(Condition.class, problem("AD", "", "P^Provisional^L", "INACTIVE"));
        assertThat(inactive.getClinicalStatus().getCodingFirstRep().getCode()).isEqualTo("inactive");
        assertThat(inactive.getVerificationStatus().getCodingFirstRep().getCode())
                .isEqualTo("provisional");
        Condition odd = only(Condition.class, problem("AD", "", "?", "Z"));
        assertThat(odd.getClinicalStatus().getCodingFirstRep().getCode()).isEqualTo("active");
    }

    @Test
    void aLabelSentTwiceStandsOnce() {
        Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||ADT^A08|1|P|2.8|||||||||||||||H~H~M\rPID|1||7^^^N^MR\r");
        assertThat(only(MessageHeader.class, bundle).getMeta().getSecurity()).hasSize(2);
    }

    /** Senders do not escape the sign, and the unit became "3/uL". */
    @Test
    void aPowerOfTenIsOneUnit() {
        Observation count = only(Observation.class, oru("OBX|1|NM|6690-2^WBC^LN||7.1|10^3/uL|4.0-11.0||||F\r"));
        assertThat(count.getValueQuantity().getUnit()).isEqualTo("10^3/uL");
        assertThat(count.getValueQuantity().getCode()).isEqualTo("10*3/uL");
    }

    /** The code was mapped to itself, which UCUM does not have. */
    @Test
    void aMilliequivalentIsUcums() {
        Observation sodium = only(Observation.class, oru("OBX|1|NM|2951-2^Na^LN||140|mEq/L|||||F\r"));
        assertThat(sodium.getValueQuantity().getCode()).isEqualTo("meq/L");
    }

    @Test
    void aSeriesOfNumbersIsSampledData() {
        SampledData one = series("NA", "1^-2.5^3");
        assertThat(one.getData()).isEqualTo("1 -2.5 3");
        assertThat(one.getDimensions()).isEqualTo(1);
        assertThat(one.getOrigin().getUnit()).isEqualTo("mV");
        assertThat(series("NA", "1^2^3~4^5^6").getData()).isEqualTo("1 4 2 5 3 6");
        assertThat(series("MA", "1^2^3~4^5^6").getData()).isEqualTo("1 2 3 4 5 6");
        assertThat(series("MA", "1^2^3~4^5^6").getDimensions()).isEqualTo(3);
        Observation gap = only(Observation.class, oru("OBX|1|NA|1-8^x^LN||1^^3|mV|||||F\r"));
        assertThat(gap.getValueStringType().getValue()).isEqualTo("1^^3");
    }

    @Test
    void aSpecimenHasThePlacersAndTheFillersNumberAndItsParents() {
        Specimen specimen = only(Specimen.class, oru("SPM|1|S1&EPIC^S2&LAB|^P2&LAB|SER\r"));
        assertThat(specimen.getIdentifier()).extracting(GuideDetailsTests::type).containsExactly("PGN", "FGN");
        assertThat(specimen.getParentFirstRep().getIdentifier().getValue()).isEqualTo("P2");
    }

    @Test
    void aReportHasItsGroupsNumberAndAParentToldTwiceStandsOnce() {
        Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5.1\rPID|1||7^^^N^MR\r"
                + "ORC|RE|P1|F1|G1^GRP||||PP1&A^PF1&B\r"
                + "OBR|1|P1|F1|718-7^Hb^LN|||||||||||||||||||||F||||PP1&A^PF1&B\r");
        assertThat(only(DiagnosticReport.class, bundle).getIdentifier())
                .extracting(GuideDetailsTests::type)
                .containsExactly("PLAC", "FILL", "PGN");
        assertThat(only(ServiceRequest.class, bundle).getBasedOn()).hasSize(2);
    }

    @Test
    void anEmployerHasWhomToAskFor() {
        Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||ADT^A04|1|P|2.5.1\rPID|1||7^^^N^MR\r"
                + "NK1|1||EMR^Employer^HL70063||||||||||Acme^L^^^^N&1.2.3&ISO^XX^^^77|||||||||||||||||Smith^Ann"
                + "|^WPN^PH^^1^217^5553333|1 Work Way^^Town^IL^62701\r");
        Organization.OrganizationContactComponent contact =
                only(Organization.class, bundle).getContactFirstRep();
        assertThat(contact.getName().getFamily()).isEqualTo("Smith");
        assertThat(contact.getTelecomFirstRep().getValue()).isEqualTo("+1 217 5553333");
        assertThat(contact.getAddress().getCity()).isEqualTo("Town");
    }

    @Test
    void aBedThatIsCleanedIsALocation() {
        Bundle bundle =
                bundle("MSH|^~\\&|A|B|C|D|20260102||ADT^A20|1|P|2.5.1\rEVN|A20|20260102\rNPU|ICU^101^A^NORTH|H\r");
        List<Location> places = all(Location.class, bundle);
        assertThat(places).hasSize(4);
        assertThat(places.get(3).getOperationalStatus().getCode()).isEqualTo("H");
    }

    @Test
    void anAppointmentsStatusIsReadInAnyCase() {
        for (String status : List.of("COMPLETE", "Complete", "complete^Complete^HL70278")) {
            Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||SIU^S12|1|P|2.5.1\rSCH|P1|F1|||||||||" + "^^30^20260103"
                    + "|".repeat(14) + status + "\rPID|1||7^^^N^MR\r");
            assertThat(only(Appointment.class, bundle).getStatus())
                    .as(status)
                    .isEqualTo(Appointment.AppointmentStatus.FULFILLED);
        }
    }

    @Test
    void anOrderWithoutAPatientIsAnOrderOfSomebodyUnknownAndTakesNothingAway() {
        Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||ORM^O01|1|P|2.5.1\rORC|NW|P1\rRXO|1^Aspirin^L\r"
                + "OBX|1|TX|8251-1^Note^LN||take with food||||||F\rORC|NW|P2\rOBR|1|P2||718-7^Hb^LN\r");
        MedicationRequest medication = only(MedicationRequest.class, bundle);
        assertThat(medication.getSubject().getDisplay()).isEqualTo("unknown");
        assertThat(only(ServiceRequest.class, bundle).getSubject().getDisplay()).isEqualTo("unknown");
        assertThat(bundle.getEntry().stream()
                        .filter(entry -> entry.getResource() instanceof MedicationRequest)
                        .map(entry -> entry.getExtensionByUrl(Entries.TELLING)
                                .getValue()
                                .primitiveValue()))
                .containsExactly("mention");
    }

    @Test
    void whoInterpretedIsReadInEitherForm() {
        for (String reader : List.of("99&Rad&Joe&&&DR^20260101", "99^Rad^Joe^^^DR")) {
            Bundle bundle = bundle("MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5.1\rPID|1||7^^^N^MR\r"
                    + "OBR|1|P1|F1|718-7^Hb^LN|||||||||||||||||||||F|||||||" + reader + "\r");
            assertThat(only(Practitioner.class, bundle).getNameFirstRep().getFamily())
                    .isEqualTo("Rad");
            assertThat(only(DiagnosticReport.class, bundle).getResultsInterpreter())
                    .hasSize(1);
        }
    }

    private static SampledData series(String type, String values) {
        return only(Observation.class, oru("OBX|1|" + type + "|1-8^x^LN||" + values + "|mV|||||F\r"))
                .getValueSampledData();
    }

    private static String type(Identifier identifier) {
        return identifier.getType().getCodingFirstRep().getCode();
    }

    private static Bundle problem(String action, String end, String certainty, String life) {
        return bundle("MSH|^~\\&|A|B|C|D|20260102||PPR^PC1|1|P|2.5.1\rPID|1||7^^^N^MR\rPRB|" + action
                + "|20260101|E11.9^Diabetes^I10|P1|||20250101||" + end + "||||" + certainty + "|" + life + "\r");
    }

    private static Bundle oru(String segments) {
        return bundle("MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5.1\rPID|1||7^^^N^MR\r"
                + "OBR|1|P1|F1|718-7^Hb^LN|||||||||||||||||||||F\r" + segments);
    }

    private static Bundle bundle(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        Hl7v2Mapper mapper = new Hl7v2Mapper();
        Conversion.Converted done = (Conversion.Converted) mapper.convert(bytes, CONTEXT);
        assertThat(BundleProblems.of("", done, () -> mapper.convert(bytes, CONTEXT)))
                .isEmpty();
        return done.transactionBundle();
    }

    private static <R extends Resource> R only(Class<R> type, Bundle bundle) {
        return all(type, bundle).get(0);
    }

    private static <R extends Resource> List<R> all(Class<R> type, Bundle bundle) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
