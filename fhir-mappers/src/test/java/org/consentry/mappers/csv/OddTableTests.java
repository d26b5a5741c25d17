package org.consentry.mappers.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as spreadsheets, exports and people write them. */
class OddTableTests {

    private static final ConversionContext CONTEXT = new ConversionContext("odd", ZoneOffset.UTC);
    private static final CsvLayout ROSTER = CsvLayout.shipped("patient-roster").orElseThrow();
    private static final String HEADER = "patient_id,last_name,first_name,birth_date,sex,practitioner_npi";
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    @ParameterizedTest
    @ValueSource(strings = {"sep=;\n", "sep=;\r\n", "SEP=;\r", "\"sep=;\"\n", "\n\n", "", "\r\n"})
    void readsTheLinesThatSpreadsheetsPutAboveTheHeader(String above) {
        String table = above + HEADER.replace(',', ';') + "\n7;Testperson;Jane;1980-02-29;F;\n";

        assertThat(json(only(table))).contains("Testperson", "1980-02-29");
    }

    @Test
    void countsTheLineThatExcelReads() {
        Conversion conversion = only("sep=,\n" + HEADER + "\n1,A,B,1980,F,\n2,C,D,never,F,\n");

        assertThat(conversion.report().issues())
                .extracting(issue -> issue.place())
                .containsExactly("line 4, column 4 (birth_date)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void namesTheLineAtWhichARecordStarts(String end) {
        String table =
                (HEADER + "\n1,\"A\nA\nA\",B,1980,F,\n2,\"C\n\nC\",D,never,F,\n3,E,F,never,M,").replace("\n", end);

        assertThat(only(table).report().issues())
                .extracting(issue -> issue.place())
                .containsExactly("line 5, column 4 (birth_date)", "line 8, column 4 (birth_date)");
    }

    @Test
    void takesADelimiterThatStandsInsideOfQuotesForNone() {
        String table = """
                patient_id;last_name;first_name;birth_date;sex;practitioner_npi;"a,b,c,d,e,f,g,h"
                1;Testperson;Jane;1980;F;;x
                """;

        assertThat(json(only(table))).contains("Testperson");
    }

    /** The head of the table is ASCII, and the first other letter stands beyond what was looked at. */
    @Test
    void readsLatinLettersFarDown() {
        StringBuilder table = new StringBuilder(HEADER).append('\n');
        for (int i = 0; i < 5_000; i++) {
            table.append(i).append(",Testperson,Jane,1980,F,\n");
        }
        table.append("9999,Müller,Jörg,1980,M,\n");

        for (Charset charset : List.of(WINDOWS, StandardCharsets.UTF_8)) {
            List<Conversion> conversions =
                    new CsvMapper().convert(table.toString().getBytes(charset), ROSTER, CONTEXT);
            assertThat(json(conversions.get(conversions.size() - 1))).contains("Müller", "Jörg");
        }
    }

    @Test
    void readsWideLettersWithoutAMark() {
        String table = HEADER + "\n1,Müller,Jörg,1980,M,\n";

        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(json(new CsvMapper()
                            .convert(table.getBytes(charset), ROSTER, CONTEXT)
                            .get(0)))
                    .contains("Müller");
        }
    }

    @Test
    void answersAFieldOfTenMegabytesByItsLine() {
        String table = HEADER + "\n1,A,B,1980,F,\n2,\"" + "x".repeat(10_000_000) + "\",D,1981,F,\n";

        List<Conversion> conversions = new CsvMapper().convert(bytes(table), ROSTER, CONTEXT);

        assertThat(conversions).hasSize(2);
        assertThat(conversions.get(0)).isInstanceOf(Conversion.Converted.class);
        assertThat(conversions.get(1).report().issues().get(0).place()).isEqualTo("line 3");
    }

    @Test
    void keepsAFieldOfTwoMegabytes() {
        String table = HEADER + ",note\n1,A,B,1980,F,," + "x".repeat(2_000_000) + "\n";

        Conversion.Converted done = (Conversion.Converted) only(table);

        assertThat(BundleProblems.of("long", done, () -> only(table))).isEmpty();
        assertThat(FhirJson.write(done.transactionBundle()).length()).isGreaterThan(2_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "dd.MM.yyyy,29.02.1980,1980-02-29",
        "dd.MM.yyyy|M/d/yyyy|yyyyMMdd,2/9/1980,1980-02-09",
        "dd.MM.yyyy|M/d/yyyy|yyyyMMdd,19800229,1980-02-29",
        "d MMM yyyy,9 Feb 1980,1980-02-09",
        "M/d/yyyy h:mm a,2/9/1980 1:05 PM,1980-02-09"
    })
    void readsDatesAsTheLayoutHasThem(String format, String written, String day) {
        assertThat(json(only("id,born\n1," + written + "\n", layout(format)))).contains(day);
    }

    @Test
    void takesNoDayThatTheMonthDoesNotHave() {
        Conversion conversion = only("id,born\n1,31.02.1980\n", layout("dd.MM.yyyy"));

        assertThat(conversion.report().issues())
                .extracting(issue -> issue.kind())
                .containsExactly("not-a-date");
    }

    @Test
    void refusesALayoutWhosePatternIsNone() {
        assertThatThrownBy(() -> layout("jj.bb")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void answersRowsOfTheWrongLength() {
        Conversion conversion = only(HEADER + "\n1\n2,A,B,1980,F,,x,y\n,,,,,\n\"3\",A\n");

        assertThat(BundleProblems.of("lengths", (Conversion.Converted) conversion, () -> conversion))
                .isEmpty();
        assertThat(conversion.report().issues())
                .extracting(issue -> issue.place() + " " + issue.kind())
                .contains("line 3 too-many-fields");
    }

    private static CsvLayout layout(String format) {
        return CsvLayout.read("""
                {"name": "odd", "resources": [{"type": "Patient", "system": "urn:oid:1.2.3", "key": ["id"],
                 "fields": [{"path": "birthDate", "column": "born", "type": "date", "format": "%s"}]}]}
                """.formatted(format));
    }

    private static byte[] bytes(String table) {
        return table.getBytes(StandardCharsets.UTF_8);
    }

    private static Conversion only(String table) {
        return only(table, ROSTER);
    }

    private static Conversion only(String table, CsvLayout layout) {
        List<Conversion> conversions = new CsvMapper().convert(bytes(table), layout, CONTEXT);
        assertThat(conversions).hasSize(1);
        return conversions.get(0);
    }

    private static String json(Conversion conversion) {
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
