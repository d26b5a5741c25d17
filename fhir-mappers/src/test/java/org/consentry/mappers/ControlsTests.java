package org.consentry.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.CsvMapper;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.junit.jupiter.api.Test;

/** A control character makes a resource that no FHIR server takes and no database holds. */
class ControlsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("controls", ZoneOffset.UTC);
    private static final String SHOWN = "Do\u2400e\u2401x";

    @Test
    void hl7v2ShowsThem() {
        String message = "MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5\rPID|1||1^^^N^MR||Do\u0000e\\X01\\x^J\r";
        isShown(new Hl7v2Mapper().convert(bytes(message), CONTEXT));
    }

    @Test
    void olderFhirShowsThem() {
        String patient =
                "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":%s,\"given\":[\"J\\u0002\"]}]}";
        FhirVersionMapper mapper = new FhirVersionMapper();
        isShown(mapper.convert(bytes(patient.formatted("\"Do\\u0000e\\u0001x\"")), FhirVersion.STU3, CONTEXT));
        isShown(mapper.convert(bytes(patient.formatted("[\"Do\\u0000e\\u0001x\"]")), FhirVersion.DSTU2, CONTEXT));
    }

    @Test
    void tablesShowThem() {
        String table =
                "patient_id,last_name,first_name,birth_date,sex,practitioner_npi\n7,Do\u0000e\u0001x,J,1980,F,\n";
        CsvLayout layout = CsvLayout.shipped("patient-roster").orElseThrow();
        isShown(new CsvMapper().convert(bytes(table), layout, CONTEXT).get(0));
    }

    /** XML 1.1 lets them in as references. */
    @Test
    void documentsShowThem() {
        String document = "<?xml version=\"1.1\"?><ClinicalDocument><recordTarget><patientRole><id root=\"1.2\""
                + " extension=\"7\"/><patient><name><given>J</given><family>Do\u2400e&#1;x</family></name></patient>"
                + "</patientRole></recordTarget></ClinicalDocument>";
        isShown(new CcdaMapper().convert(bytes(document), CONTEXT));
    }

    private static void isShown(Conversion conversion) {
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        String json = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
        assertThat(json).contains(SHOWN).doesNotContain("\\u0001").doesNotContain("\\u0002");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
