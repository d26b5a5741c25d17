package org.consentry.mappers.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;

class CsvMapperTests {

    private static final ConversionContext CONTEXT = new ConversionContext("practice", ZoneOffset.UTC);
    private static final CsvLayout ROSTER = CsvLayout.shipped("patient-roster").orElseThrow();
    private static final CsvLayout LAB = CsvLayout.shipped("lab-results").orElseThrow();
    private static final String HEADER = "patient_id,last_name,first_name,birth_date,sex,practitioner_npi\n";
    private static final String RESULTS = """
            accession,patient_id,test_code,test_name,value,value_type,unit,status,collected,flag
            A1,4711,718-7,Hemoglobin,13.2,numeric,g/dL,F,2026-01-02T03:04:05Z,N
            A1,4711,6690-2,Leukocytes,11.9,numeric,10*3/uL,F,2026-01-02T03:04:05Z,H
            A2,4712,5778-6,Color of urine,amber,text,,F,2026-01-03,
            """;
    private final CsvMapper mapper = new CsvMapper();

    @Test
    void namesLineAndColumnOfAWrongValueAndNeverTheValue() {
        Conversion conversion = only(HEADER + "1,Testperson,Jane,1980-13-45,F,\n", ROSTER);

        assertThat(conversion.report().issues()).singleElement().satisfies(issue -> {
            assertThat(issue.place()).isEqualTo("line 2, column 4 (birth_date)");
            assertThat(issue.kind()).isEqualTo("not-a-date");
        });
        assertThat(FhirJson.write(conversion.report().toOperationOutcome())).doesNotContain("1980-13-45");
        assertThat(conversion.report().totals()).containsEntry(Fate.FAILED, 1);
    }

    @Test
    void stopsAtAQuoteThatNeverEndsWithoutFillingTheMemory() throws IOException {
        byte[] start = (HEADER + "1,\"Testperson").getBytes(StandardCharsets.UTF_8);
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                read.addAndGet(length);
                Arrays.fill(buffer, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        List<Conversion> conversions = new ArrayList<>();

        mapper.convert(
                new SequenceInputStream(new ByteArrayInputStream(start), endless), ROSTER, CONTEXT, conversions::add);

        assertThat(conversions).last().isInstanceOf(Conversion.Rejected.class);
        assertThat(read.get()).isLessThan(32 * 1024 * 1024);
    }

    @Test
    void refusesATableOfAnotherLayout() {
        Conversion conversion = only("a,b,c\n1,2,3\n", ROSTER);

        assertThat(conversion).isInstanceOf(Conversion.Rejected.class);
        assertThat(conversion.report().issues().get(0).kind()).isEqualTo("missing-columns");
    }

    @Test
    void answersAnEmptyTable() {
        assertThat(only("number,\"name", ROSTER)).isInstanceOf(Conversion.Rejected.class);
        assertThat(only("", ROSTER)).isInstanceOf(Conversion.Rejected.class);
        assertThat(only(HEADER, ROSTER)).isInstanceOf(Conversion.Rejected.class);
    }

    @Test
    void reportsARowWithoutAKeyAndGoesOn() {
        Conversion conversion = only(HEADER + ",Testperson,Jane,1980-02-29,F,\n2,Other,Joe,1981,M,\n", ROSTER);

        assertThat(conversion.report().issues())
                .anyMatch(
                        issue -> issue.kind().equals("no-key") && issue.place().startsWith("line 2"));
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
    }

    @Test
    void keepsColumnsThatTheLayoutDoesNotKnow() {
        String table = "patient_id,last_name,first_name,birth_date,sex,practitioner_npi,shoe_size\n1,T,J,1980,F,,43\n";

        Conversion conversion = only(table, ROSTER);

        assertThat(json(conversion)).contains("csv-column", "shoe_size", "43");
        assertThat(conversion.report().totals()).containsEntry(Fate.PRESERVED, 1);
    }

    /** A second column of one name, one without a name, and cells after the last one were lost. */
    @Test
    void keepsCellsThatTheHeaderDoesNotTellApart() {
        String table = """
                patient_id,last_name,first_name,birth_date,sex,practitioner_npi,note,,note
                1,T,J,1980,F,,Zq1,Zq2,Zq3,Zq4,Zq5
                """;

        Conversion conversion = only(table, ROSTER);

        assertThat(json(conversion)).contains("Zq1", "Zq2", "Zq3", "Zq4,Zq5", "column 8", "note (column 9)");
        assertThat(conversion.report().totals()).containsEntry(Fate.PRESERVED, 4);
        assertThat(R4Validator.errors(json(conversion))).isEmpty();
    }

    @Test
    void readsMarksCharsetsAndDelimiters() {
        String german = "patient_id;last_name;first_name;birth_date;sex;practitioner_npi\r\n1;Müller;Jörg;1980;M;\r\n";

        for (byte[] bytes : List.of(
                german.getBytes(StandardCharsets.UTF_8),
                ("\ufeff" + german).getBytes(StandardCharsets.UTF_8),
                ("\ufeff" + german).getBytes(StandardCharsets.UTF_16LE),
                ("\ufeff" + german).getBytes(StandardCharsets.UTF_16BE),
                german.getBytes(Charset.forName("windows-1252")),
                german.replace(';', '\t').getBytes(StandardCharsets.UTF_8),
                german.replace(';', '|').getBytes(StandardCharsets.UTF_8))) {
            assertThat(json(mapper.convert(bytes, ROSTER, CONTEXT).get(0))).contains("Müller", "Jörg");
        }
    }

    @Test
    void makesOneReportOfTheRowsOfAnAccession() {
        Conversion conversion = only(RESULTS, LAB);
        String json = json(conversion);

        assertThat(R4Validator.errors(json)).isEmpty();
        assertThat(BundleReferences.dangling(((Conversion.Converted) conversion).transactionBundle()))
                .isEmpty();
        assertThat(json.split("\"resourceType\":\"DiagnosticReport\"", -1)).hasSize(3);
        assertThat(json).contains("\"value\":13.2", "\"valueString\":\"amber\"");
        assertThat(json(only(RESULTS, LAB))).isEqualTo(json);
    }

    @Test
    void parsesATableIntoBundlesOfSoManyRows() {
        StringBuilder table = new StringBuilder(HEADER);
        for (int i = 0; i < 1200; i++) {
            table.append(i).append(",Testperson,Jane,1980,F,1234567893\n");
        }

        List<Conversion> conversions =
                mapper.convert(table.toString().getBytes(StandardCharsets.UTF_8), ROSTER, CONTEXT);

        assertThat(conversions).hasSize(3).allMatch(one -> one instanceof Conversion.Converted);
    }

    @Test
    void findsTheLayoutOfAHeader() {
        assertThat(CsvLayout.detect(mapper.header(RESULTS.getBytes(StandardCharsets.UTF_8))))
                .map(CsvLayout::name)
                .contains("lab-results");
        assertThat(CsvLayout.detect(List.of("a", "b"))).isEmpty();
    }

    @Test
    void readsEveryShippedLayoutAndRefusesWhatIsNone() {
        assertThat(CsvLayout.names()).allMatch(name -> CsvLayout.shipped(name).isPresent());
        assertThatThrownBy(() -> CsvLayout.read("{\"name\":\"x\"}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CsvLayout.read("{\"name\":\"x\",\"colour\":\"red\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Conversion only(String table, CsvLayout layout) {
        List<Conversion> conversions = mapper.convert(table.getBytes(StandardCharsets.UTF_8), layout, CONTEXT);
        assertThat(conversions).hasSize(1);
        return conversions.get(0);
    }

    private static String json(Conversion conversion) {
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
