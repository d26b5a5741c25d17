package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of one character, of two letters, and with numbers in them. */
class OddNamesTests {
    private static PatientFacts called(String family, String given) {
        return PatientFacts.of(Fixture.json("""
                {"resourceType":"Patient","id":"odd","name":[{"family":"%s","given":["%s"],"text":"%s %s"}]}""".formatted(family, given, given, family)));
    }

    private static String condition(PatientFacts facts, String display) {
        return Fixture.kept(Policy.SAFE_HARBOR, """
                {"resourceType":"Condition","subject":{"reference":"Patient/odd"},"code":{"coding":[
                 {"system":"http://snomed.info/sct","code":"44054006","display":"%s"}]}}""".formatted(display), facts);
    }

    @ParameterizedTest
    @CsvSource({"陳,大文", "Li,Wu", "Đỗ,Thị Hồng", "Иванов,Пётр", "O'Brien,Siobhán"})
    void dropsADisplayThatNamesThePatient(String family, String given) {
        String kept = condition(called(family, given), "Diabetes of " + given + " " + family);

        assertThat(kept).contains("44054006").doesNotContain(given).doesNotContain(family);
    }

    @Test
    void keepsADisplayBesideWhichAPatientHasAShortName() {
        assertThat(condition(called("Nguyen", "An"), "Fracture of an ankle")).contains("Fracture of an ankle");
    }

    @Test
    void seeksNoNumbersForNames() throws IOException {
        LeakScanner scanner = LeakScanner.forPolicy(Policy.SAFE_HARBOR)
                .add(called("Smith 1975", "Baby 002"))
                .build();

        assertThat(scanner.scan(
                        "Patient.ndjson",
                        new ByteArrayInputStream(Fixture.json("{\"birthDate\":\"1975\",\"id\":\"9f-002-1975\"}"))))
                .isEmpty();
        assertThat(scanner.scan("Patient.ndjson", new ByteArrayInputStream(Fixture.json("{\"title\":\"of Smith\"}"))))
                .hasSize(1);
    }

    @Test
    void findsANameOfTwoChineseCharacters() throws IOException {
        LeakScanner scanner =
                LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(called("陳", "大文")).build();

        assertThat(scanner.scan("Condition.ndjson", new ByteArrayInputStream(Fixture.json("{\"title\":\"of 大文\"}"))))
                .hasSize(1);
    }
}
