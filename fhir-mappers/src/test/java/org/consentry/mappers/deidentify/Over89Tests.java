package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ages over 89 and every date that shows one. The export's day is 20 November 2026. */
class Over89Tests {
    @ParameterizedTest(name = "born {0}, died {1}")
    @CsvSource({"1936-03-04,", "1930-01-01,", "1920-05-05,2012-02-02", "1910-05-05,2000-05-04"})
    void keepsNoYearOfBirth(String born, String died) {
        String kept = patient(born, died);

        assertThat(kept).contains("90+").doesNotContain("\"birthDate\":").doesNotContain(born.substring(0, 4));
    }

    @ParameterizedTest(name = "born {0}, died {1}")
    @CsvSource({"1937-03-04,", "1961-04-23,", "1920-05-05,1970-02-02"})
    void keepsTheYearOfBirthOfTheYounger(String born, String died) {
        assertThat(patient(born, died))
                .contains("\"birthDate\":\"" + born.substring(0, 4) + "\"")
                .doesNotContain("90+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1936-01-01", "1931", "1930-05"})
    void keepsNoYearOfAnEventNinetyYearsAgo(String date) {
        String kept = Fixture.kept(Policy.SAFE_HARBOR, """
                {"resourceType":"Condition","onsetDateTime":"%s","recordedDate":"2020-01-01"}""".formatted(date), Fixture.bornIn(1930));

        assertThat(kept).doesNotContain(date.substring(0, 4)).contains("2020");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"93,a,years", "90,a,years", "1116,mo,months", "34000,d,days", "93,,years", "93,,yr"})
    void makesAgesOver89OneGroup(String value, String code, String unit) {
        String coded = code == null ? "" : ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + code + "\"";
        String kept = Fixture.safeHarbor("""
                {"resourceType":"Condition","onsetAge":{"value":%s,"unit":"%s"%s}}""".formatted(value, unit, coded));

        assertThat(kept).contains("\"value\":90,\"comparator\":\">=\"");
        assertThat(value.equals("90") || !kept.contains(value)).isTrue();
    }

    @Test
    void keepsAgesTo89AndValuesThatAreNoAges() {
        assertThat(Fixture.safeHarbor("""
                {"resourceType":"Condition","onsetAge":{"value":89,"unit":"a","system":"http://unitsofmeasure.org","code":"a"}}""")).contains("\"value\":89");
        assertThat(Fixture.safeHarbor("""
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8480-6",
                 "display":"Systolic blood pressure"}]},"valueQuantity":{"value":128,"unit":"mm[Hg]"}}""")).contains("128");
        assertThat(Fixture.safeHarbor("""
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"89243-0"}]},
                 "valueInteger":100}""")).contains("100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"valueInteger\":93",
                "\"valueQuantity\":{\"value\":93}",
                "\"component\":[{\"valueQuantity\":{\"value\":93,\"unit\":\"{age}\"}}]"
            })
    void masksBareNumbersThatACodeCallsAnAgeWhicheverComesFirst(String value) {
        String code =
                "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"30525-0\",\"display\":\"Age\"}]}";
        String start = "{\"resourceType\":\"Observation\",\"status\":\"final\",";

        assertThat(Fixture.safeHarbor(start + code + "," + value + "}")).doesNotContain("93");
        assertThat(Fixture.safeHarbor(start + value + "," + code + "}")).doesNotContain("93");
    }

    @Test
    void groupsAgesOfRelatives() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"FamilyMemberHistory","status":"completed","name":"Ebenezer","bornDate":"1901-02-03",
                 "deceasedAge":{"value":97,"unit":"a"},"condition":[{"onsetAge":{"value":91,"unit":"years"}}]}""");

        assertThat(kept).doesNotContain("Ebenezer", "1901", "97", "91");
    }

    @Test
    void keepsAgesInALimitedDataset() {
        assertThat(Fixture.kept(Policy.LIMITED_DATASET, """
                {"resourceType":"Patient","id":"x","birthDate":"1930-03-04"}""", Fixture.bornIn(1930)))
                .contains("1930-03-04");
    }

    private static String patient(String born, String died) {
        String death = died == null ? "" : ",\"deceasedDateTime\":\"" + died + "\"";
        String json = "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"" + born + "\"" + death + "}";
        return Fixture.kept(Policy.SAFE_HARBOR, json, PatientFacts.of(Fixture.bytes(json)));
    }
}
