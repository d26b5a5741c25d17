package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileDocumentTests {

    private static final ConversionContext CONTEXT = new ConversionContext("hospital-a", ZoneOffset.UTC);
    private static final String OPEN =
            "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><id root=\"1.2.3.4\" extension=\"d\"/>";
    private static final String CLOSE = "</ClinicalDocument>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ClinicalDocument>&e;</ClinicalDocument>",
                "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><ClinicalDocument/>",
                "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><ClinicalDocument>&b;</ClinicalDocument>"
            })
    void refusesDocumentTypes(String document) {
        Conversion conversion = convert(document);

        assertThat(conversion).isInstanceOf(Conversion.Rejected.class);
        assertThat(conversion.report().issues().get(0).text()).startsWith("A document type is not accepted (line 1");
    }

    @Test
    void refusesElementsNestedTooDeep() {
        Conversion conversion = convert(OPEN + "<component>".repeat(500) + "</component>".repeat(500) + CLOSE);

        assertThat(conversion).isInstanceOf(Conversion.Rejected.class);
        assertThat(conversion.report().issues().get(0).text()).contains("nested");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0\0\0", "Testperson", "<a", "<html/>", "<ClinicalDocument>", "{}", "MSH|^~\\&|"})
    void answersWhatIsNoDocumentWithoutItsContent(String document) {
        Conversion conversion = convert(document);

        assertThat(conversion).isInstanceOf(Conversion.Rejected.class);
        assertThat(FhirJson.write(conversion.report().toOperationOutcome())).doesNotContain("Testperson");
    }

    @Test
    void namesLineAndColumn() {
        Conversion conversion = convert(OPEN + "\n<title>x</wrong>" + CLOSE);

        assertThat(conversion.report().issues().get(0).place()).startsWith("line 2, column ");
    }

    @Test
    void readsBytesThatAreNotTheEncodingTheyClaim() {
        String document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + OPEN + "<title>Müller</title>" + CLOSE;

        Conversion conversion = new CcdaMapper().convert(document.getBytes(Charset.forName("windows-1252")), CONTEXT);

        assertThat(FhirJson.write(((Conversion.Converted) conversion).transactionBundle()))
                .contains("Müller");
        assertThat(conversion.report().issues()).anyMatch(issue -> issue.kind().equals("wrong-charset"));
    }

    @Test
    void convertsADocumentThatSaysNextToNothing() {
        assertThat(convert(OPEN + CLOSE)).isInstanceOf(Conversion.Converted.class);
    }

    @Test
    void tellsTwoStatementsOfOneIdApart() {
        String entry = "<entry><observation classCode=\"OBS\" moodCode=\"EVN\">"
                + "<templateId root=\"2.16.840.1.113883.10.20.22.4.38\"/><id root=\"1.2.3.4.5\" extension=\"same\"/>"
                + "<code code=\"%s\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/></observation></entry>";
        String section = "<component><structuredBody><component><section>" + entry.formatted("11331-6")
                + entry.formatted("74013-4") + entry.formatted("74013-4")
                + "</section></component></structuredBody></component>";

        Conversion conversion = convert(OPEN + section + CLOSE);

        assertThat(((Conversion.Converted) conversion)
                        .transactionBundle().getEntry().stream()
                                .filter(one -> one.getResource().fhirType().equals("Observation")))
                .hasSize(2);
    }

    private static Conversion convert(String document) {
        return new CcdaMapper().convert(document.getBytes(StandardCharsets.UTF_8), CONTEXT);
    }
}
