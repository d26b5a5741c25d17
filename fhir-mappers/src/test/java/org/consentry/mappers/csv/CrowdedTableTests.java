package org.consentry.mappers.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables with very many of one thing. What is made of them grows as they do, and so does the time; the time-out is far
 * beyond what a slow machine needs, and below what the square takes.
 */
class CrowdedTableTests {

    private static final int MANY = 10_000;
    private static final String HEAD =
            "accession,patient_id,test_code,test_name,value,value_type,unit,status,collected,flag";
    private static final String ROW = "o1,4711,718-7,Hemoglobin,13.2,numeric,g/dL,F,2026-01-02T03:04:05Z,N";

    /** What there are many of. */
    private record Crowd(String name, String start, IntFunction<String> one) {
        @Override
        public String toString() {
            return name;
        }

        byte[] table() {
            String many = IntStream.range(0, MANY).mapToObj(one).collect(Collectors.joining());
            String values = start.contains("\n") || many.contains("\n") ? "" : "\n" + ROW + ",v".repeat(MANY);
            return (start + many + values + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    static Stream<Crowd> crowds() {
        return Stream.of(
                new Crowd("rows", HEAD, i -> "\n" + ROW.replace("o1", "o" + i)),
                new Crowd("rows of one order", HEAD, i -> "\n" + ROW),
                new Crowd("short rows", HEAD, i -> "\n1"),
                new Crowd("long rows", HEAD, i -> "\n" + ROW + ",,,,x"),
                new Crowd("blank rows", HEAD + "\n" + ROW, i -> "\n"),
                new Crowd("columns", HEAD, i -> ",c" + i),
                new Crowd("columns of one name", HEAD, i -> ",c"),
                new Crowd("cells beyond the header", HEAD + "\n" + ROW, i -> ",x" + i),
                new Crowd("quotes", HEAD + "\n" + ROW + "\n", i -> "\"\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("crowds")
    @Timeout(60)
    void growsNoFasterThanTheTable(Crowd crowd) {
        byte[] table = crowd.table();

        List<Conversion> conversions = new CsvMapper()
                .convert(
                        table,
                        CsvLayout.shipped("lab-results").orElseThrow(),
                        new ConversionContext("crowded", ZoneOffset.UTC));

        long made = 0;
        for (Conversion conversion : conversions) {
            made += FhirJson.write(conversion.report().toOperationOutcome()).length();
            if (conversion instanceof Conversion.Converted done) {
                made += FhirJson.write(done.transactionBundle()).length();
            }
        }
        assertThat(made).isLessThan(60L * table.length + 1_000_000);
    }
}
