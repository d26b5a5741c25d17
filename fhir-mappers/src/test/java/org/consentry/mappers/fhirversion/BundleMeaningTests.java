package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Bundles that servers answer with: of a history the newest counts, of a search what was found. */
class BundleMeaningTests {

    private static final String PATIENT =
            "{'resource':{'resourceType':'Patient','id':'%s','meta':{'versionId':'%s'%s},'gender':'%s'},"
                    + "'request':{'method':'PUT','url':'Patient/%s'}}";

    /** The last in the Bundle was kept, which in a history is the oldest. */
    @Test
    void aHistorysNewestVersionCounts() {
        List<Patient> patients = patients("history", patient("a", "2", "", "female"), patient("a", "1", "", "male"));
        assertThat(patients)
                .singleElement()
                .satisfies(newest -> assertThat(newest.getGender().toCode()).isEqualTo("female"));
    }

    @Test
    void aHistoryInTheOtherOrderIsToldByItsTimes() {
        List<Patient> patients = patients(
                "history",
                patient("a", "1", ",'lastUpdated':'2026-01-01T00:00:00Z'", "male"),
                patient("a", "2", ",'lastUpdated':'2026-01-02T00:00:00Z'", "female"));
        assertThat(patients)
                .singleElement()
                .satisfies(newest -> assertThat(newest.getGender().toCode()).isEqualTo("female"));
    }

    @Test
    void whatAHistoryEndsWithItsDeletionDoesNotComeBack() {
        assertThat(patients(
                        "history",
                        "{'request':{'method':'DELETE','url':'Patient/a'}}",
                        patient("a", "1", "", "male"),
                        patient("b", "1", "", "male")))
                .extracting(patient -> patient.getIdElement().getIdPart())
                .containsExactly("b");
    }

    @Test
    void whatAServerSaysOfASearchIsNothingOfAnybody() {
        Bundle bundle = convert(
                "searchset",
                patient("a", "1", "", "male"),
                "{'search':{'mode':'outcome'},'resource':{'resourceType':'OperationOutcome','issue':[{'severity':'warning',"
                        + "'code':'processing'}]}}");
        assertThat(bundle.getEntry().stream()
                        .map(entry -> entry.getResource().fhirType())
                        .filter(type -> !type.equals("Provenance")))
                .containsExactly("Patient");
    }

    /** R4 has no such prescription, and which eye it is for is nothing to assume. */
    @Test
    void aLensForNobodyKnowsWhichEyeIsKeptAsItIs() {
        Bundle bundle = convert(
                "collection",
                "{'resource':{'resourceType':'VisionPrescription','id':'v','dispense':[{'sphere':-2.00}]}}",
                "{'resource':{'resourceType':'Basic','id':'b','code':{'text':'x'},'subject':{'reference':'VisionPrescription/v'}}}");
        assertThat(R4Validator.errors(FhirJson.write(bundle))).isEmpty();
        assertThat(bundle.getEntry().stream().map(entry -> entry.getRequest().getUrl()))
                .contains("Basic/v", "Basic/b");
        assertThat(FhirJson.write(bundle)).contains("-2.00", "\"reference\":\"Basic/v\"");
    }

    /** It was told to be stopped, which is for good. */
    @Test
    void whatIsSuspendedGoesOnLater() {
        String json = FhirJson.write(convert(
                "collection",
                "{'resource':{'resourceType':'Procedure','id':'p','status':'suspended','subject':{'display':'x'}}}"));
        assertThat(json).contains("\"status\":\"on-hold\"").doesNotContain("stu3-Procedure.status");
    }

    /** R4 has no such code, and takes no word in its place. */
    @Test
    void aVerificationThatIsUnknownIsCarried() {
        Bundle bundle = convert(
                "collection",
                "{'resource':{'resourceType':'Condition','id':'c','verificationStatus':'unknown','subject':{'display':'x'}}}");
        assertThat(R4Validator.errors(FhirJson.write(bundle))).isEmpty();
        assertThat(FhirJson.write(bundle))
                .contains("stu3-Condition.verificationStatus")
                .doesNotContain("\"verificationStatus\"");
    }

    /** What stands where the type should be may be anything, a name too. */
    @Test
    void aTypeThatIsNoneIsNotTold() {
        Conversion refused = new FhirVersionMapper()
                .convert(
                        "{\"resourceType\":\"Testperson\"}".getBytes(StandardCharsets.UTF_8),
                        FhirVersion.STU3,
                        new ConversionContext("bundles", ZoneOffset.UTC));
        assertThat(refused).isInstanceOf(Conversion.Rejected.class);
        assertThat(FhirJson.write(refused.report().toOperationOutcome()))
                .contains("resourceType")
                .doesNotContain("Testperson");
    }

    private static String patient(String id, String version, String updated, String gender) {
        return PATIENT.formatted(id, version, updated, gender, id);
    }

    private static List<Patient> patients(String type, String... entries) {
        return convert(type, entries).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter((Resource resource) -> resource instanceof Patient)
                .map(Patient.class::cast)
                .toList();
    }

    private static Bundle convert(String type, String... entries) {
        String json = "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}";
        Conversion conversion = new FhirVersionMapper()
                .convert(
                        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        FhirVersion.STU3,
                        new ConversionContext("bundles", ZoneOffset.UTC));
        return ((Conversion.Converted) conversion).transactionBundle();
    }
}
