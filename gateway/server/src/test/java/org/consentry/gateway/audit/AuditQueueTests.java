package org.consentry.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.junit.jupiter.api.Test;

class AuditQueueTests {
    @Test
    void failsEveryReaderWhoseFactCouldNotBeWritten() {
        try (AuditQueue queue = new AuditQueue(facts -> {
            throw new IllegalStateException("the store is away");
        })) {
            queue.start();

            assertThatThrownBy(() -> queue.write(List.of(fact())))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("nothing was shown");
        }
    }

    @Test
    void disclosesNothingAfterItWasClosed() {
        AuditQueue queue = new AuditQueue(facts -> {});
        queue.close();

        assertThatThrownBy(() -> queue.write(List.of(fact()))).isInstanceOf(Problem.class);
    }

    @Test
    void writesFactsThatGatherMeanwhileInOneGo() throws InterruptedException {
        List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (AuditQueue queue = new AuditQueue(facts -> {
                    batches.add(facts.size());
                    started.countDown();
                    await(release);
                });
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            readers.execute(() -> queue.write(List.of(fact())));
            queue.start();
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            queue.later(fact());
            queue.later(fact());
            release.countDown();
            queue.write(List.of(fact()));
        }

        assertThat(batches.getFirst()).isEqualTo(1);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
        assertThat(batches.size()).isLessThan(4);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AuditFact fact() {
        Caller caller = new Caller.Operator("operator", Scopes.parse(""));
        return new AuditFact(
                caller,
                "read",
                AuditFact.Outcome.DONE,
                Optional.of("p1"),
                Optional.empty(),
                Set.of(),
                List.of("Patient/p1"));
    }
}
