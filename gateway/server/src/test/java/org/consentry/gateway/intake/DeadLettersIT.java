package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was refused is kept for its sender, and for nobody else. */
class DeadLettersIT {
    private static final byte[] BROKEN = "MSH|^~|Sentinelhaus".getBytes(StandardCharsets.UTF_8);

    private final IntakeFixture fixture = new IntakeFixture();
    private final DeadLetters letters = fixture.bean(DeadLetters.class);

    @AfterEach
    void close() {
        fixture.close();
    }

    private DeadLetter refused() {
        fixture.send("MSH|^~");
        return letters.of(StoreFixture.HOSPITAL_A, 10).getFirst();
    }

    @Test
    void areOpenToTheirOwnMemberAlone() {
        DeadLetter letter = refused();

        assertThat(letters.of(StoreFixture.HOSPITAL_B, 10)).isEmpty();
        assertThat(letters.find(StoreFixture.HOSPITAL_B, letter.id())).isEmpty();
        assertThat(letters.find(StoreFixture.HOSPITAL_A, UUID.randomUUID())).isEmpty();
    }

    @Test
    void keepAReasonWithACharacterThatTheDatabaseHasNot() {
        letters.keepIfRefused(
                IntakeFixture.SENDER,
                MessageFormat.HL7V2,
                new Intaken.Failed(BROKEN, ProblemKind.MALFORMED, "\\u0000 of segment \u0000 is unknown"));

        assertThat(letters.of(StoreFixture.HOSPITAL_A, 10)).hasSize(1);
    }

    @Test
    void lieInTheDatabaseSealed() {
        fixture.send(BROKEN);

        String row = JdbcClient.create(fixture.store.database.dataSource())
                .sql("SELECT encode(sealed, 'escape') || reason::text FROM intake_dead_letter")
                .query(String.class)
                .single();

        assertThat(row).doesNotContain("Sentinelhaus").doesNotContain("MSH|");
    }

    @Test
    void giveTheVeryBytesBack() {
        fixture.send("MSH|^~");

        assertThat(new String(letters.content(refused()), StandardCharsets.UTF_8))
                .isEqualTo("MSH|^~");
    }

    @Test
    void areOneLetterForTheSameBytes() {
        refused();
        DeadLetter again = refused();

        assertThat(letters.of(StoreFixture.HOSPITAL_A, 10)).hasSize(1);
        assertThat(again.attempts()).isEqualTo(2);
    }

    @Test
    void keepTheirReasonWhenAReplayFails() {
        DeadLetter letter = refused();

        Intaken taken = fixture.intake.replay(letter);

        assertThat(taken).isInstanceOf(Intaken.Rejected.class);
        assertThat(letters.find(StoreFixture.HOSPITAL_A, letter.id()))
                .get()
                .extracting(DeadLetter::attempts)
                .isEqualTo(2);
    }

    @Test
    void goWhenAReplaySucceeds() {
        DeadLetter letter = refused();
        JdbcClient.create(fixture.store.database.dataSource())
                .sql("UPDATE intake_dead_letter SET sealed = :sealed")
                .param(
                        "sealed",
                        org.consentry.gateway.LocalSeal.of(
                                        fixture.bean(org.consentry.gateway.Secrets.class), "intake/dead-letters")
                                .lock(message(), letter.id().toString()))
                .update();

        assertThat(fixture.intake.replay(letter)).isInstanceOf(Intaken.Taken.class);
        assertThat(letters.of(StoreFixture.HOSPITAL_A, 10)).isEmpty();
        assertThat(fixture.found("Patient", "identifier=7001")).hasSize(1);
    }

    @Test
    void neverTakeMoreThanTheirMembersSpace() {
        for (int i = 0; i < 20; i++) {
            fixture.send(("MSH|^~" + i + "x".repeat(8_000)).getBytes(StandardCharsets.UTF_8));
        }

        List<DeadLetter> kept = letters.of(StoreFixture.HOSPITAL_A, 100);

        assertThat(kept.stream().mapToLong(DeadLetter::bytes).sum()).isBetween(40_000L, 65_536L);
    }

    @Test
    void areCountedBesideWhatWasTakenBySenderFormatAndType() {
        fixture.send("MSH|^~");
        fixture.send(message());

        assertThat(counted("rejected", "other")).isEqualTo(1);
        assertThat(counted("accepted", "ADT^A08")).isEqualTo(1);
        assertThat(fixture.metrics
                        .get("consentry.intake.fields")
                        .tag("fate", "mapped")
                        .counter()
                        .count())
                .isPositive();
    }

    private long counted(String outcome, String type) {
        return fixture.metrics
                .get("consentry.intake.messages")
                .tags("member", "hospital-a", "format", "hl7v2", "outcome", outcome, "type", type)
                .timer()
                .count();
    }

    @Test
    void areNotMadeOfWhatWasTaken() {
        assertThat(fixture.send(message())).isInstanceOf(Intaken.Taken.class);

        assertThat(letters.of(StoreFixture.HOSPITAL_A, 10)).isEmpty();
    }

    private static byte[] message() {
        return String.join(
                        "\r",
                        "MSH|^~\\&|ADT|HOSP|GW|GW|20260101100000||ADT^A08^ADT_A01|M1|P|2.5.1",
                        "PID|1||7001^^^HOSP^MR||Lovelace^Ada||19700101|F")
                .getBytes(StandardCharsets.UTF_8);
    }
}
