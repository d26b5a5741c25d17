package org.consentry.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/** Periods and quantities that R4 would refuse as they are sent. */
class PeriodsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("periods", ZoneOffset.ofHours(-5));

    @Test
    void refusesAnEndBeforeTheStart() {
        assertThat(Periods.fit(period("2026-02", "2026-01"))).isFalse();
        assertThat(Periods.fit(period("2026-03-16", "2026-03-15T23:30:00-05:00")))
                .isFalse();
        assertThat(Periods.fit(period("2026-03-15T12:00:00Z", "2026-03-15T11:00:00Z")))
                .isFalse();
    }

    @Test
    void tellsTheFinerEndAsCoarselyAsTheOtherAndKeepsItExactBeside() {
        Period day = period("2026-03-15", "2026-03-15T12:30:00-05:00");
        assertThat(Periods.fit(day)).isTrue();
        assertThat(day.getEndElement().getValueAsString()).isEqualTo("2026-03-15");
        assertThat(day.getEndElement()
                        .getExtensionByUrl(Periods.EXACT)
                        .getValue()
                        .primitiveValue())
                .isEqualTo("2026-03-15T12:30:00-05:00");
        Period year = period("2026-03-15", "2026");
        assertThat(Periods.fit(year)).isTrue();
        assertThat(year.getStartElement().getValueAsString()).isEqualTo("2026");
    }

    @Test
    void leavesWhatCanBeComparedAlone() {
        Period period = period("2026-03-14", "2026-03-15T12:30:00-05:00");
        assertThat(Periods.fit(period)).isTrue();
        assertThat(period.getEndElement().getValueAsString()).isEqualTo("2026-03-15T12:30:00-05:00");
    }

    @Test
    void aVisitOfOneDayAndAVolumeBelowABoundAreValid() {
        String message = "MSH|^~\\&|A|B|C|D|20260315||ORU^R01|1|P|2.5\rPID|1||7^^^H^MR||DOE^J\r"
                + "PV1|1|I" + "|".repeat(17) + "V1^^^H" + "|".repeat(25) + "20260315|202603151230\r"
                + "ORC|RE|1|2\rOBR|1|1|2|718-7^Hb^LN\rSPM|1|S1||BLD||||||||<5^mL\r";
        Conversion.Converted done =
                (Conversion.Converted) new Hl7v2Mapper().convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT);
        assertThat(R4Validator.errors(FhirJson.write(done.transactionBundle()))).isEmpty();
        assertThat(one(done, Encounter.class).getPeriod().getEndElement().getValueAsString())
                .isEqualTo("2026-03-15");
        assertThat(FhirJson.write(done.transactionBundle())).contains("2026-03-15T12:30:00-05:00", "<5^mL");
        assertThat(one(done, Specimen.class).getCollection().hasQuantity()).isFalse();
    }

    @Test
    void anOlderVersionsReversedPeriodIsKeptBesideIt() {
        String encounter = "{\"resourceType\":\"Encounter\",\"id\":\"e\",\"status\":\"finished\","
                + "\"period\":{\"start\":\"2026-02-02\",\"end\":\"2026-01-01\"}}";
        Conversion.Converted done = (Conversion.Converted)
                new FhirVersionMapper().convert(encounter.getBytes(StandardCharsets.UTF_8), FhirVersion.STU3, CONTEXT);
        assertThat(R4Validator.errors(FhirJson.write(done.transactionBundle()))).isEmpty();
        Period period = one(done, Encounter.class).getPeriod();
        assertThat(period.hasEnd()).isFalse();
        assertThat(period.getExtensionFirstRep().getValue().primitiveValue()).isEqualTo("2026-01-01");
    }

    private static Period period(String start, String end) {
        return new Period().setStartElement(new DateTimeType(start)).setEndElement(new DateTimeType(end));
    }

    private static <R extends Resource> R one(Conversion.Converted done, Class<R> type) {
        return done.transactionBundle().getEntry().stream()
                .map(entry -> entry.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
