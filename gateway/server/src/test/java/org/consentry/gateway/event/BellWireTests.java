package org.consentry.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class BellWireTests {
    private static final Recipient HOSPITAL = new Recipient.ToMember(new OrganizationId("hospital-b"));
    private static final Recipient OTHER = new Recipient.ToMember(new OrganizationId("hospital-a"));

    private final TestDatabase database = TestDatabase.fresh();
    private final BellWire here = wire(Duration.ofSeconds(60));
    private final BellWire there = wire(Duration.ofMillis(100));

    private BellWire wire(Duration sweep) {
        EventSettings settings = new EventSettings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                sweep,
                Duration.ofDays(30),
                12_000,
                50);
        return new BellWire(database.dataSource(), JdbcClient.create(database.dataSource()), settings);
    }

    @BeforeEach
    void start() {
        here.start();
        there.start();
    }

    @AfterEach
    void stop() {
        here.stop();
        there.stop();
        database.close();
    }

    @Test
    void wakesAStreamInAnotherProcess() throws Exception {
        try (Bell.Ear ear = there.bell().ear(HOSPITAL)) {
            boolean woken = false;
            // The other process may not listen yet when the first ring is sent.
            for (int i = 0; i < 50 && !woken; i++) {
                here.bell().ringEverywhere(List.of(HOSPITAL.key()));
                woken = ear.await(200, TimeUnit.MILLISECONDS);
            }

            assertThat(woken).isTrue();
        }
    }

    @Test
    void findsAnEventWhoseRingWasLost() throws Exception {
        try (Bell.Ear ear = there.bell().ear(HOSPITAL)) {
            JdbcClient.create(database.dataSource())
                    .sql("insert into event_stream values (:recipient, 7)")
                    .param("recipient", HOSPITAL.key())
                    .update();

            assertThat(ear.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void countsManyRingsAsOneAndLeavesOthersAsleep() throws Exception {
        Bell bell = new Bell(recipients -> {});
        try (Bell.Ear ear = bell.ear(HOSPITAL);
                Bell.Ear other = bell.ear(OTHER)) {
            bell.ringEverywhere(List.of(HOSPITAL.key()));
            bell.ringEverywhere(List.of(HOSPITAL.key()));

            assertThat(ear.await(0, TimeUnit.SECONDS)).isTrue();
            assertThat(ear.await(0, TimeUnit.SECONDS)).isFalse();
            assertThat(other.await(0, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void forgetsAnEarThatWasHungUp() {
        Bell bell = new Bell(recipients -> {});
        bell.ear(HOSPITAL).close();

        assertThat(bell.listening()).isEmpty();
    }
}
