package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What messages may change, in whatever order they come. */
class Hl7v2IntakeIT {
    private static final String MSH = "MSH|^~\\&|ADT|HOSP|GW|GW|%s||%s|%s|P|2.5.1";
    private static final String PID = "PID|1||%s^^^HOSP^MR||%s^Ada||19700101|F|||%s^^Springfield^MA^01101";
    private static final String PV1 =
            "PV1|1|I|W^1^1||||||||||||||||%s^^^HOSP^VN|||||||||||||||||||||||||20260101100000";

    private final IntakeFixture fixture = new IntakeFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Intaken admission(String time, String control, String mrn, String family, String street, String visit) {
        return fixture.send(
                MSH.formatted(time, "ADT^A08^ADT_A01", control),
                "EVN|A08|" + time,
                PID.formatted(mrn, family, street),
                PV1.formatted(visit));
    }

    private Intaken result(String time, String control, String mrn, String value) {
        return fixture.send(
                MSH.formatted(time, "ORU^R01^ORU_R01", control),
                "PID|1||" + mrn + "^^^HOSP^MR||Lovelace",
                "OBR|1|P1|F1^LAB|718-7^Hemoglobin^LN|||" + time,
                "OBX|1|NM|718-7^Hemoglobin^LN||" + value + "|g/dL|||||F|||" + time);
    }

    @Test
    void refusesWhatIsNoMessageAndStoresNothing() {
        Intaken taken = fixture.send("MSH|^~", "PID|1");

        assertThat(taken).isInstanceOf(Intaken.Rejected.class);
        assertThat(fixture.found("Patient", "")).isEmpty();
    }

    @Test
    void refusesAMessageLargerThanTheDoor() {
        Intaken taken = fixture.send(new byte[(IntakeFixture.LARGEST << 20) + 1]);

        assertThat(taken).isInstanceOfSatisfying(Intaken.Failed.class, failed -> assertThat(failed.kind())
                .isEqualTo(ProblemKind.TOO_LARGE));
    }

    @Test
    void neverLetsAnOlderEventOverwriteANewerOne() {
        admission("20260102100000", "M2", "7001", "Lovelace", "2 New Street", "V1");
        Intaken late = admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");

        assertThat(late).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.found("Patient", "")).singleElement().asString().contains("2 New Street");
    }

    @Test
    void letsANewerEventReplaceAnOlderOne() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        admission("20260102100000", "M2", "7001", "Lovelace", "2 New Street", "V1");

        assertThat(fixture.found("Patient", "")).singleElement().asString().contains("2 New Street");
        assertThat(fixture.versions("Patient", "")).containsExactly(2L);
    }

    @Test
    void keepsThePatientWhomAResultOnlyMentions() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        Intaken result = result("20260103100000", "M3", "7001", "13.5");

        assertThat(result).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.versions("Patient", "")).containsExactly(1L);
        assertThat(fixture.found("Patient", "")).singleElement().asString().contains("1 Old Street");
        assertThat(fixture.found("Observation", "code=718-7")).hasSize(1);
    }

    @Test
    void createsThePatientWhomAResultMentionsFirst() {
        assertThat(result("20260103100000", "M3", "7001", "13.5")).isInstanceOf(Intaken.Taken.class);

        assertThat(fixture.found("Patient", "identifier=7001")).hasSize(1);
    }

    @Test
    void tellsThePatientWhomALaterResultMentionedFirst() {
        result("20260103100000", "M3", "7001", "13.5");
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");

        assertThat(fixture.found("Patient", "")).singleElement().asString().contains("1 Old Street");
    }

    @Test
    void changesNothingWhenAMessageComesAgain() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");

        assertThat(fixture.versions("Patient", "")).containsExactly(1L);
        assertThat(fixture.versions("Encounter", "")).containsExactly(1L);
    }

    @Test
    void setsAVisitApartWhoseNumberAnotherPatientHas() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        admission("20260102100000", "M2", "7002", "Hopper", "3 Third Street", "V1");
        Intaken again = admission("20260103100000", "M3", "7002", "Hopper", "4 Fourth Street", "V1");

        assertThat(again).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.found("Encounter", "patient.identifier=7001")).hasSize(1);
        assertThat(fixture.found("Encounter", "patient.identifier=7002")).hasSize(1);
        assertThat(fixture.found("Patient", "identifier=7002"))
                .singleElement()
                .asString()
                .contains("4 Fourth Street");
    }

    @Test
    void hearsThatARecordWentIntoAnother() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        admission("20260101110000", "M2", "7002", "Lovelace", "1 Old Street", "V2");
        Intaken merge = fixture.send(
                MSH.formatted("20260102100000", "ADT^A40^ADT_A39", "M3"),
                "EVN|A40|20260102100000",
                PID.formatted("7001", "Lovelace", "1 Old Street"),
                "MRG|7002^^^HOSP^MR||||||Lovelace^Ada");

        assertThat(merge).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.found("Patient", "active=false"))
                .singleElement()
                .asString()
                .contains("7002", "replaced-by");
        assertThat(fixture.found("Patient", "active=true"))
                .singleElement()
                .asString()
                .contains("7001", "replaces");
    }

    @Test
    void leavesWhoLosesAnAccountAsTheyWere() {
        admission("20260101100000", "M1", "7001", "Lovelace", "1 Old Street", "V1");
        admission("20260101110000", "M2", "7002", "Hopper", "2 New Street", "V2");
        Intaken move = fixture.send(
                MSH.formatted("20260102100000", "ADT^A44^ADT_A43", "M3"),
                "EVN|A44|20260102100000",
                PID.formatted("7001", "Lovelace", "1 Old Street"),
                "MRG|7002^^^HOSP^MR||A1^^^HOSP^AN");

        assertThat(move).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.found("Patient", "active=false")).isEmpty();
        assertThat(fixture.found("Patient", "identifier=7002"))
                .singleElement()
                .asString()
                .contains("2 New Street");
    }

    /** An order with its reason, and a result that only names it. */
    @Test
    void keepsTheOrderThatAResultNames() {
        fixture.send(
                MSH.formatted("20260101100000", "OML^O21^OML_O21", "M1"),
                "PID|1||7001^^^HOSP^MR||Lovelace",
                "ORC|NW|P1||||||||||5^Attender^Ann",
                "OBR|1|P1||718-7^Hemoglobin^LN" + "|".repeat(27) + "D64.9^Anemia^I10");
        Intaken result = result("20260103100000", "M2", "7001", "13.5");

        assertThat(result).isInstanceOf(Intaken.Taken.class);
        assertThat(fixture.found("ServiceRequest", ""))
                .singleElement()
                .asString()
                .contains("Anemia", "active");
        assertThat(fixture.found("DiagnosticReport", "based-on:ServiceRequest.code=718-7"))
                .hasSize(1);
    }

    @Test
    void answersEachMessageOfABatchByItself() {
        byte[] batch = String.join(
                        "\r",
                        "BHS|^~\\&|ADT|HOSP",
                        MSH.formatted("20260101100000", "ADT^A08^ADT_A01", "B1"),
                        PID.formatted("7001", "Lovelace", "1 Old Street"),
                        "MSH|^~",
                        MSH.formatted("20260101100000", "ADT^A08^ADT_A01", "B2"),
                        PID.formatted("7002", "Hopper", "2 New Street"),
                        "BTS|3")
                .getBytes(StandardCharsets.UTF_8);

        List<Intaken> taken = fixture.take(MessageFormat.HL7V2, batch);

        assertThat(taken).hasSize(3);
        assertThat(taken.get(0)).isInstanceOf(Intaken.Taken.class);
        assertThat(taken.get(1)).isInstanceOf(Intaken.Rejected.class);
        assertThat(taken.get(2)).isInstanceOf(Intaken.Taken.class);
    }
}
