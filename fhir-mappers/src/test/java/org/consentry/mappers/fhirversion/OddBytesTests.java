package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;

/** Resources as files have them, and what the sender is told of one that is none. */
class OddBytesTests {

    private static final ConversionContext CONTEXT = new ConversionContext("bytes", ZoneOffset.UTC);
    private static final String PATIENT =
            "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"family\":\"Müller\"}]}";

    @Test
    void readsEveryEncodingThatEditorsWrite() {
        for (Charset charset : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16)) {
            assertThat(json(PATIENT.getBytes(charset))).as(charset.name()).contains("Müller");
            assertThat(json(("\ufeff" + PATIENT).getBytes(charset)))
                    .as(charset.name())
                    .contains("Müller");
        }
    }

    /** Each letter that was no UTF-8 became a replacement sign, and nobody was told. */
    @Test
    void readsAsWindows1252WhatIsNoUtf8AndSaysSo() {
        Conversion conversion = convert(PATIENT.getBytes(Charset.forName("windows-1252")));

        assertThat(FhirJson.write(((Conversion.Converted) conversion).transactionBundle()))
                .contains("Müller");
        assertThat(conversion.report().issues())
                .extracting(ConversionIssue::kind)
                .containsExactly("not-utf-8");
    }

    @Test
    void keepsAReplacementSignThatTheSenderWrote() {
        Conversion conversion = convert(PATIENT.replace("ü", "ü\ufffd").getBytes(StandardCharsets.UTF_8));

        assertThat(FhirJson.write(((Conversion.Converted) conversion).transactionBundle()))
                .contains("Mü\ufffdller");
        assertThat(conversion.report().issues()).isEmpty();
    }

    @Test
    void namesTheElementThatIsNoneAndNeverWhatItSays() {
        Conversion conversion = convert("""
                {"resourceType":"Bundle","type":"collection","entry":[
                 {"resource":{"resourceType":"Patient","id":"1"}},
                 {"resource":{"resourceType":"Patient","id":"2","gender":"female","birthDate":"Zq","multipleBirthInteger":"Zq"}}]}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(conversion.report().issues())
                .extracting(ConversionIssue::place)
                .containsExactly("Bundle.entry[1].resource.birthDate", "Bundle.entry[1].resource.multipleBirthInteger");
        assertThat(conversion.report().issues()).noneMatch(issue -> issue.text().contains("Zq"));
    }

    /** Any text was taken for "false". */
    @Test
    void doesNotTakeATextForABoolean() {
        assertThat(convert("{\"resourceType\":\"Patient\",\"id\":\"1\",\"active\":\"Zq\"}"
                        .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Conversion.Rejected.class);
    }

    /** An id with a sign that FHIR does not take was replaced, and the references to it were not. */
    @Test
    void findsAResourceByTheIdThatWasSent() {
        String json = json("""
                {"resourceType":"Bundle","type":"collection","entry":[
                 {"resource":{"resourceType":"Patient","id":"pat_1"}},
                 {"resource":{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},
                  "subject":{"reference":"Patient/pat_1"},"related":[{"target":{"reference":"ProcedureRequest/5"}}],
                  "basedOn":[{"reference":"ProcedureRequest/5"}]}}]}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(json)
                .containsPattern("\"subject\":\\{\"reference\":\"Patient/[0-9a-f-]{36}\"")
                .contains("\"basedOn\":[{\"reference\":\"ServiceRequest/5\"}]");
    }

    private static Conversion convert(byte[] bytes) {
        return new FhirVersionMapper().convert(bytes, FhirVersion.STU3, CONTEXT);
    }

    private static String json(byte[] bytes) {
        return FhirJson.write(((Conversion.Converted) convert(bytes)).transactionBundle());
    }
}
