package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Groups of patients who look alike, and what the rare ones lose. */
class AnonymityTests {
    @Test
    void refusesGroupsOfOne() {
        assertThatThrownBy(() -> new Anonymity(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheZipFirstFromThoseWhoAreRareByIt() {
        Anonymity anonymity = new Anonymity(2);
        anonymity.add(patient("a", "1961", "male", "018")).add(patient("b", "1961", "male", "019"));

        Anonymity.Report report = anonymity.report();

        assertThat(report.groupsBefore()).containsEntry(1, 2);
        assertThat(anonymity.step(patient("a", "1961", "male", "018"))).isEqualTo(Anonymity.Step.ZIP3);
        assertThat(report.smallestGroup()).isEqualTo(2);
        assertThat(text(anonymity.suppressed(patient("a", "1961", "male", "018"))))
                .contains("1961")
                .doesNotContain("018");
    }

    @Test
    void takesTheYearOfBirthFromTheOnlyOneOfIt() {
        Anonymity anonymity = new Anonymity(2);
        anonymity.add(patient("a", "1961", "male", "018")).add(patient("b", "1962", "male", "018"));
        anonymity.report();

        String suppressed = text(anonymity.suppressed(patient("a", "1961", "male", "018")));

        assertThat(suppressed).contains("male").doesNotContain("1961", "018");
    }

    @Test
    void leavesLargeGroupsAlone() {
        Anonymity anonymity = new Anonymity(3);
        for (String id : new String[] {"a", "b", "c"}) {
            anonymity.add(patient(id, "1961", "male", "018"));
        }

        Anonymity.Report report = anonymity.report();

        assertThat(report.suppressed()).isEmpty();
        assertThat(report.groupsBefore()).containsOnlyKeys(3);
        assertThat(text(anonymity.suppressed(patient("a", "1961", "male", "018"))))
                .contains("018", "1961");
    }

    /** A table of patients would grow with the export; what is held is what they look like. */
    @Test
    void holdsLooksAndNotPatients() {
        Anonymity anonymity = new Anonymity(11);
        for (int i = 0; i < 200_000; i++) {
            anonymity.add(patient("p" + i, Integer.toString(1950 + i % 50), i % 2 == 0 ? "male" : "female", "018"));
        }

        assertThat(anonymity.looks()).isEqualTo(50);
        assertThat(anonymity.report().patients()).isEqualTo(200_000);
    }

    private static byte[] patient(String id, String birth, String gender, String zip) {
        return Fixture.bytes("""
                {"resourceType":"Patient","id":"%s","gender":"%s","birthDate":"%s","address":[{"postalCode":"%s"}]}""".formatted(id, gender, birth, zip));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
