package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Timing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantity and timing in one field, as 2.1 to 2.4 tell them and most pharmacies still do, and how often in words. */
class OlderTimingTests {

    private static final ConversionContext CONTEXT = new ConversionContext("timing", ZoneOffset.UTC);

    @Test
    void thePrescriptionOfAnOlderOrderSaysHowOftenAndHowLong() {
        MedicationRequest request = only(MedicationRequest.class, """
                ORC|NW|PH1^OE|||||1&TAB^BID&0800,2000^D7^^^S^^before meals||20240505
                RXO|00093-0058^AMOXICILLIN 500MG^NDC|500||MG
                """);

        Dosage dosage = request.getDosageInstructionFirstRep();
        assertThat(json(request))
                .contains("\"frequency\":2,\"period\":1,\"periodUnit\":\"d\"")
                .contains("\"timeOfDay\":[\"08:00:00\",\"20:00:00\"]")
                .contains("\"boundsDuration\":{\"value\":7")
                .contains("\"priority\":\"stat\"");
        assertThat(dosage.getText()).isEqualTo("before meals");
        assertThat(dosage.getDoseAndRateFirstRep().getDoseQuantity().getValue()).isEqualTo("500");
    }

    @Test
    void thePharmacysTimingGoesBeforeTheOrders() {
        MedicationRequest request = only(MedicationRequest.class, """
                ORC|NW|PH1^OE|||||^BID
                RXE|^Q6H PRN^^20240606120000^20240613|0409^Furosemide^NDC|40||mg
                """);

        assertThat(json(request))
                .contains("\"periodUnit\":\"h\"")
                .contains("\"asNeededBoolean\":true")
                .contains("\"boundsPeriod\":{\"start\":\"2024-06-06T12:00:00")
                .doesNotContain("\"frequency\":2");
    }

    @Test
    void anOrderThatOnlyBeginsIsForThatTime() {
        ServiceRequest request = only(ServiceRequest.class, """
                ORC|NW|1^OE|||||^^^202403150600^^S
                OBR|1|1^OE||CBC^Count
                """);

        assertThat(request.getOccurrenceDateTimeType().getValueAsString()).isEqualTo("2024-03-15T06:00:00+00:00");
        assertThat(request.getPriority().toCode()).isEqualTo("stat");
    }

    @Test
    void anotherTq1IsAnotherDosage() {
        MedicationRequest request = only(MedicationRequest.class, """
                ORC|NW|1^OE
                RXE||0409^Furosemide^NDC|40||mg
                TQ1|1||QAM
                TQ1|2|20^mg|QHS
                """);

        assertThat(request.getDosageInstruction()).hasSize(2);
        assertThat(json(request)).contains("\"when\":[\"MORN\"]").contains("\"when\":[\"HS\"]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BID|frequency 2 period 1 d",
                "t.i.d.|frequency 3 period 1 d",
                "5ID|frequency 5 period 1 d",
                "Q6H|frequency 1 period 6 h",
                "q 8 h|frequency 1 period 8 h",
                "Q4-6H|frequency 1 period 4 to 6 h",
                "Q30M|frequency 1 period 30 min",
                "Q2L|frequency 1 period 2 mo",
                "QOD|frequency 1 period 2 d",
                "Q1J135|frequency 1 period 1 wk mon wed fri",
                "QHS|HS",
                "ACM|ACM",
                "PRN|",
                "Q0H|",
                "QZ9|"
            })
    void countsHowOften(String code, String meaning) {
        Timing.TimingRepeatComponent repeat = new Timing.TimingRepeatComponent();

        RepeatPattern.put(code, repeat);

        StringBuilder told = new StringBuilder();
        if (repeat.hasPeriod()) {
            told.append("frequency ")
                    .append(repeat.getFrequency())
                    .append(" period ")
                    .append(repeat.getPeriod());
            told.append(repeat.hasPeriodMax() ? " to " + repeat.getPeriodMax() : "");
            told.append(' ').append(repeat.getPeriodUnit().toCode());
        }
        repeat.getDayOfWeek().forEach(day -> told.append(' ').append(day.getCode()));
        repeat.getWhen().forEach(when -> told.append(when.getCode()));
        assertThat(told.toString()).isEqualTo(meaning == null ? "" : meaning);
    }

    private static <R extends Resource> R only(Class<R> type, String order) {
        byte[] message = ("MSH|^~\\&|A|B|C|D|20240505||ORM^O01|1|P|2.3\nPID|1||7^^^N^MR||TESTPERSON^JANE\n" + order)
                .replace("\n", "\r")
                .getBytes(StandardCharsets.UTF_8);
        Hl7v2Mapper mapper = new Hl7v2Mapper();
        Conversion.Converted done = (Conversion.Converted) mapper.convert(message, CONTEXT);
        assertThat(BundleProblems.of("timing", done, () -> mapper.convert(message, CONTEXT)))
                .isEmpty();
        List<R> all = done.transactionBundle().getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static String json(Resource resource) {
        return FhirJson.write(resource);
    }
}
