package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities in free text go, medicine stays. */
class ScrubberTests {
    private final Scrubber scrubber = new Scrubber();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Seen by Dr. Ignatius Blackwood today.|Blackwood",
                "Daughter Wei called.|Wei",
                "Husband is named Olaf Lindqvist.|Lindqvist",
                "Signed by Siobhán O'Brien, MD|O'Brien",
                "PATIENT: DOE, JANE|JANE",
                "Pt. lives at 42 Wallaby Way, Sydney OH 44101|Wallaby",
                "Lives in Springfield, IL 62701.|62701",
                "Works for Acme Rocket Skates LLC.|Acme",
                "DOB 05-Nov-1927|Nov",
                "admitted October 12, 2024|October",
                "seen on 3/4/2024|3/4",
                "on 20240304 the wound|20240304",
                "phone 617-555-0123|0123",
                "ring +44 20 7946 0958|7946",
                "SSN 987-65-4320|4320",
                "MRN: A1234567|1234567",
                "mail jane@example.org|jane",
                "see https://portal.example.org/p/7|portal",
                "from 10.2.3.4 yesterday|10.2.3.4",
                "a 93-year-old man|93",
                "age 101 today|101",
                "VIN 1HGCM82633A897713|1HGCM",
                "account AC-953735|953735",
                "device serial SN-52886264|52886264"
            })
    void takesOut(String text, String identity) {
        assertThat(scrubber.scrub(text, DirectIdentifiers.NONE)).doesNotContain(identity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BP 128/76, pain 5/10, Hgb 11.2 g/dL",
                "metformin 500 mg BID",
                "Parkinson disease and cough",
                "Ejection fraction 45-50%, QTc 430 ms, NYHA II",
                "type 2 diabetes mellitus",
                "a 34-year-old with Crohn disease",
                "HbA1c 7.2 %",
                "Follow-up in 3 weeks",
                "platelets 250000 /uL"
            })
    void keeps(String medicine) {
        assertThat(scrubber.scrub(medicine, DirectIdentifiers.NONE)).isEqualTo(medicine);
    }

    @Test
    void keepsTheDiseaseThatBearsThePatientsName() {
        DirectIdentifiers graves = DirectIdentifiers.of(Fixture.tree("""
                {"resourceType":"Patient","name":[{"family":"Graves","given":["Robert"]}]}"""));

        assertThat(scrubber.scrub("Mr. Graves has Graves' disease; robert smiled at Robert.", graves))
                .isEqualTo("Mr. [name] has Graves' disease; robert smiled at [name].");
    }

    @Test
    void leavesMarkupInPlace() {
        assertThat(scrubber.scrub(
                        "<div><b>Quentin</b>, <i>617-555-0123</i></div>",
                        Fixture.facts().identity()))
                .isEqualTo("<div><b>[name]</b>, <i>[contact]</i></div>");
    }

    /** A word of 40,000 signs took minutes, or more stack than there is. */
    @ParameterizedTest
    @ValueSource(strings = {"12-", "a1.", "0123456789", "O'", "x@y.", "aa-bb.cc"})
    void takesAwayWhatIsNoWordAtOnce(String sign) {
        String text = sign.repeat(40_000 / sign.length());

        assertThat(scrubber.scrub("File " + text + " here", DirectIdentifiers.NONE))
                .matches("File .{0,40} here");
    }

    @ParameterizedTest
    @ValueSource(strings = {" is", " of", " and Ann", ", Ann", " seven", " [name],"})
    void manyWordsInARowTakeNoMoreStackThanOne(String word) {
        assertThat(scrubber.scrub("Patients: Ann, daughter" + word.repeat(20_000), DirectIdentifiers.NONE))
                .startsWith("Patients");
    }
}
