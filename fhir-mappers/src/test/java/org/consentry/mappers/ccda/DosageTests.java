package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.mappers.ccda.SmallDocuments.one;
import static org.consentry.mappers.ccda.SmallDocuments.section;

import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of medicines in all the forms that CDA has for them, whatever prefix the document gives its types. */
class DosageTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<effectiveTime xsi:type='v3:PIVL_TS'><period value='6' unit='h'/></effectiveTime>"
                        + "|'frequency':1,'period':6,'periodUnit':'h'",
                "<effectiveTime xsi:type='v3:EIVL_TS'><event code='acm'/><offset value='30' unit='min'/></effectiveTime>"
                        + "|'when':['ACM'],'offset':30",
                "<effectiveTime xsi:type='EIVL_TS'><event code='cm'/><offset value='30' unit='min'/></effectiveTime>"
                        + "|'when':['CM']}",
                "<effectiveTime xsi:type='v3:SXPR_TS'><comp xsi:type='EIVL_TS'><event code='HS'/></comp>"
                        + "<comp xsi:type='PIVL_TS' operator='A'><period value='2' unit='d'/></comp></effectiveTime>"
                        + "|'period':2,'periodUnit':'d','when':['HS']",
                "<effectiveTime xsi:type='IVL_TS'><width value='10' unit='d'/></effectiveTime>"
                        + "|'boundsDuration':{'value':10",
                "<effectiveTime xsi:type='PIVL_TS' institutionSpecified='1'><period value='8' unit='h'/></effectiveTime>"
                        + "|'frequency':3,'period':1,'periodUnit':'d'",
                "<doseQuantity><low value='1' unit='mg'/></doseQuantity>|'doseRange':{'low':{'value':1",
                "<doseQuantity><low value='5' unit='mg'/><high value='2' unit='mg'/></doseQuantity>"
                        + "|'doseRange':{'low':{'value':5,'unit':'mg','system':'http://unitsofmeasure.org','code':'mg'}}"
            })
    void areTold(String element, String expected) {
        MedicationRequest request = one(
                section(
                        "10160-0",
                        "",
                        "<entry><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\">"
                                + "<templateId root=\"2.16.840.1.113883.10.20.22.4.16\"/>"
                                + "<id root=\"1.2.3\" extension=\"m\"/><statusCode code=\"active\"/>"
                                + element.replace('\'', '"')
                                + "<consumable><manufacturedProduct><manufacturedMaterial><code code=\"197361\""
                                + " codeSystem=\"2.16.840.1.113883.6.88\"/></manufacturedMaterial></manufacturedProduct>"
                                + "</consumable></substanceAdministration></entry>"),
                MedicationRequest.class);

        assertThat(FhirJson.write(request)).contains(expected.replace('\'', '"'));
    }
}
