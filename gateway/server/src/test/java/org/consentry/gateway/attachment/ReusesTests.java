package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.gateway.attachment.Delivery.SharedKey;
import org.consentry.gateway.attachment.Delivery.State;
import org.consentry.gateway.attachment.SealedContent.Custody;
import org.consentry.gateway.attachment.SealedContent.KeptKey;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.sharing.Remembered;
import org.consentry.gateway.sharing.SharingStack;
import org.consentry.gateway.statement.OneStatement;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ReusesTests {
    private static final Caller READER = SharingStack.caller("hospital-b");
    private static final Caller OTHER = SharingStack.caller("hospital-c");

    private final List<AuditFact> atOnce = new ArrayList<>();
    private final List<AuditFact> kept = new ArrayList<>();
    private boolean away;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Reuses reuses = new Reuses(papers(), meters);

    private DeliveryPapers papers() {
        AuditTrail trail = new AuditTrail() {
            @Override
            public void put(AuditFact fact) {
                if (away) {
                    throw new IllegalStateException("the store is away");
                }
                kept.add(fact);
            }

            @Override
            public void put(AuditFact fact, OneStatement statement) {
                put(fact);
            }

            @Override
            public synchronized void later(AuditFact fact) {
                atOnce.add(fact);
            }
        };
        return new DeliveryPapers(trail, new Remembered(), JdbcClient.create(new DriverManagerDataSource()));
    }

    private static Delivery delivery(String id) {
        SealedContent content = new SealedContent(
                "c-" + id,
                "p1",
                new byte[32],
                new byte[20],
                5,
                "text/plain",
                new ObjectKey("sealed/" + "0".repeat(32)),
                5,
                1 << 16,
                new EnvelopeContext("c-" + id, "1", "0".repeat(64)),
                new KeptKey(Custody.PATIENT, new SharingScope("documents"), new byte[33], new byte[0]));
        return new Delivery(
                id,
                content,
                "consent",
                new OrganizationId("hospital-b"),
                "DocumentReference/d",
                SharedKey.wrapped("a.b.c.d.e"),
                State.DELIVERED,
                Optional.empty(),
                5);
    }

    @Test
    void tellsTheFirstAtOnceAndTheRestAsOneWithTheirNumber() {
        for (int i = 0; i < 1000; i++) {
            reuses.used(delivery("d"), READER);
        }
        assertThat(atOnce).singleElement().extracting(AuditFact::times).isEqualTo(1L);
        assertThat(kept).isEmpty();

        reuses.tell();

        assertThat(kept).singleElement().extracting(AuditFact::times).isEqualTo(999L);
        assertThat(meters.counter("consentry.attachment.reuses").count()).isEqualTo(1000);
    }

    @Test
    void hidesNobodyBehindAnother() {
        reuses.used(delivery("d"), READER);
        reuses.used(delivery("d"), READER);
        reuses.used(delivery("d"), OTHER);
        reuses.used(delivery("e"), READER);

        assertThat(atOnce).hasSize(3).extracting(AuditFact::caller).containsOnly(READER, OTHER);
    }

    @Test
    void isAFirstUseAgainAfterAQuietMinute() {
        reuses.used(delivery("d"), READER);
        reuses.used(delivery("d"), READER);
        reuses.tell();
        reuses.used(delivery("d"), READER);
        assertThat(atOnce).hasSize(1);
        reuses.tell();
        reuses.tell();

        reuses.used(delivery("d"), READER);

        assertThat(atOnce).hasSize(2);
        assertThat(kept).extracting(AuditFact::times).containsExactly(1L, 1L);
    }

    @Test
    void losesNoNumberWhileTheStoreIsAway() {
        reuses.used(delivery("d"), READER);
        reuses.used(delivery("d"), READER);
        away = true;
        reuses.tell();
        reuses.used(delivery("d"), READER);
        away = false;

        reuses.tell();

        assertThat(kept).singleElement().extracting(AuditFact::times).isEqualTo(2L);
    }

    @Test
    void countsEachOfManyAtTheSameTime() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                threads.execute(() -> reuses.used(delivery("d"), READER));
            }
        }
        reuses.tell();

        assertThat(atOnce.size() + kept.getFirst().times()).isEqualTo(500);
        assertThat(atOnce).hasSize(1);
    }
}
