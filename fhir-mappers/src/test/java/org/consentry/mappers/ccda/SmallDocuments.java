package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/** Made-up documents of one section, with what every one of them must hold for: valid, no dangling reference, the same twice. */
final class SmallDocuments {

    private static final ConversionContext CONTEXT = new ConversionContext("small", ZoneOffset.UTC);
    private static final String HEAD = """
            <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <id root="2.16.840.1.113883.19.5" extension="small"/>
            <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="20260102030405+0000"/>
            <recordTarget><patientRole><id root="2.16.840.1.113883.19.2" extension="4711"/>
            <patient><name use="L"><given>Jane</given><family>Testperson</family></name>%s</patient>%s</patientRole></recordTarget>
            <author><time value="20260102"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="1234567893"/>
            <assignedPerson><name><family>Writer</family></name></assignedPerson></assignedAuthor></author>
            <custodian><assignedCustodian><representedCustodianOrganization><id root="2.16.840.1.113883.19.2"/>
            <name>North</name></representedCustodianOrganization></assignedCustodian></custodian>
            """;

    private SmallDocuments() {}

    /** One section with these entries. */
    static Bundle section(String loinc, String narrative, String entries) {
        return document("", "", loinc, narrative, entries);
    }

    /** A document with more in its patient and header. */
    static Bundle document(String patient, String header, String loinc, String narrative, String entries) {
        return convert(xml(patient, "", header, sectionXml(loinc, narrative, entries)));
    }

    /** A document with more in the role that the patient plays. */
    static Bundle role(String role) {
        return convert(xml("", role, "", sectionXml("11450-4", "", "")));
    }

    /** The document itself, around what its body and header have. */
    static String xml(String patient, String role, String header, String sections) {
        return HEAD.formatted(patient, role) + header + "<component><structuredBody>" + sections
                + "</structuredBody></component></ClinicalDocument>";
    }

    static String sectionXml(String loinc, String narrative, String entries) {
        return "<component><section><code code=\"" + loinc
                + "\" codeSystem=\"2.16.840.1.113883.6.1\"/><title>Section</title><text>" + narrative + "</text>"
                + entries + "</section></component>";
    }

    private static Bundle convert(String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        Conversion conversion = new CcdaMapper().convert(bytes, CONTEXT);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        Bundle bundle = ((Conversion.Converted) conversion).transactionBundle();
        String json = FhirJson.write(bundle);
        assertThat(R4Validator.errors(json)).isEmpty();
        assertThat(BundleReferences.dangling(bundle)).isEmpty();
        Conversion.Converted again = (Conversion.Converted) new CcdaMapper().convert(bytes, CONTEXT);
        assertThat(FhirJson.write(again.transactionBundle())).isEqualTo(json);
        return bundle;
    }

    static <R extends Resource> List<R> all(Bundle bundle, Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The only resource of a type. */
    static <R extends Resource> R one(Bundle bundle, Class<R> type) {
        List<R> all = all(bundle, type);
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
