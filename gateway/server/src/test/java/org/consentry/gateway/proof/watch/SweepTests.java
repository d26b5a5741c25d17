package org.consentry.gateway.proof.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.consentry.gateway.proof.ProofFixture;
import org.consentry.gateway.proof.Verifier;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepTests {
    private final ProofFixture proofs = new ProofFixture();
    private final Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));

    @BeforeEach
    void storeSome() {
        for (int i = 1; i <= 10; i++) {
            proofs.store.put("Patient/p" + i, "{'resourceType':'Patient','id':'p%d','active':true}".formatted(i));
        }
        proofs.publish();
    }

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void findsAResourceThatWasChangedBehindTheGatewaysBack() {
        proofs.jdbc
                .sql("UPDATE resource SET codec = 0, body = :body WHERE id = 'p4'")
                .param("body", StoreFixture.json("{'resourceType':'Patient','id':'p4','active':false}"))
                .update();

        assertThat(sweep().findings()).isEqualTo(1);
    }

    @Test
    void findsARowThatWasRemoved() {
        proofs.jdbc.sql("DELETE FROM resource WHERE id = 'p7'").update();

        assertThat(sweep().places()).containsExactly("Patient/p7/_history/1: altered");
    }

    @Test
    void findsWhatNobodySigned() {
        proofs.store.participants.clear();
        proofs.store.put("Patient/stranger", "{'resourceType':'Patient','id':'stranger'}");

        assertThat(sweep().places()).containsExactly("Patient/stranger/_history/1: unsigned");
    }

    @Test
    void findsAnEntryThatCommitsToSomethingElse() {
        proofs.jdbc
                .sql("UPDATE proof_commitment SET opening = overlay(opening placing '\\x00'::bytea from 1) "
                        + "WHERE digest = (SELECT digest FROM proof_bundle ORDER BY at LIMIT 1)")
                .update();

        assertThat(sweep().findings()).isEqualTo(1);
    }

    @Test
    void findsNothingInAStoreThatWasNotTouched() {
        SweepStatus swept = sweep();

        assertThat(swept.places()).isEmpty();
        assertThat(swept.checked()).isEqualTo(10).isEqualTo(swept.total());
        assertThat(swept.phase()).isEqualTo("idle");
        assertThat(swept.finished()).isNotEmpty();
    }

    @Test
    void doesNothingUnlessAsked() {
        new Sweep(
                        sweeps(later),
                        proofs.verifier(proofs.authority()),
                        proofs.store.records,
                        proofs.transactions,
                        proofs.sweeping)
                .run();

        assertThat(sweeps(later).status().started()).isEmpty();
    }

    @Test
    void goesOnWhereAKilledReplicaStopped() {
        Sweeps killed = sweeps(later);
        killed.request();
        Sweeps.Mark mark = killed.claim().orElseThrow();
        Verifier.Bundle third = proofs.verifier(proofs.authority())
                .bundles(Instant.EPOCH, "", mark.started(), 3)
                .getLast();
        killed.advance("bundles", third.at(), third.id(), 3);
        Sweeps early = sweeps(later);
        Sweeps other = sweeps(Clock.offset(later, Duration.ofMinutes(5)));

        assertThat(early.claim()).isEmpty();
        Sweeps.Mark resumed = other.claim().orElseThrow();
        assertThat(resumed.afterBundle()).isEqualTo(third.id());
        assertThat(killed.advance("bundles", third.at(), third.id(), 3)).isFalse();
    }

    @Test
    void isDueEveryNight() {
        Instant evening = Instant.parse("2026-11-20T20:00:00Z");

        assertThat(SweepLoop.next(evening, LocalTime.of(2, 30))).isEqualTo("2026-11-21T02:30:00Z");
        assertThat(SweepLoop.next(evening.atZone(ZoneOffset.UTC).minusHours(19).toInstant(), LocalTime.of(2, 30)))
                .isEqualTo("2026-11-20T02:30:00Z");
    }

    private Sweeps sweeps(Clock clock) {
        return new Sweeps(proofs.jdbc, clock, proofs.sweeping);
    }

    private SweepStatus sweep() {
        Sweeps sweeps = sweeps(later);
        sweeps.request();
        new Sweep(
                        sweeps,
                        proofs.verifier(proofs.authority()),
                        proofs.store.records,
                        proofs.transactions,
                        proofs.sweeping)
                .run();
        return sweeps.status();
    }
}
