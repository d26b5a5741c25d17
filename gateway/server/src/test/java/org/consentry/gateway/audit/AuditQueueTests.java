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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    void writesFactsThatGatherMeanwhileTogether() {
        int many = 50;
        List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(many);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1 + many + 2);
        try (AuditQueue queue = new AuditQueue(facts -> {
                    batches.add(facts.size());
                    started.countDown();
                    await(release);
                    facts.forEach(fact -> written.countDown());
                });
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            queue.start();
            readers.execute(() -> queue.write(List.of(fact())));
            await(started);
            queue.later(fact());
            queue.later(fact());
            for (int i = 0; i < many; i++) {
                readers.execute(() -> {
                    arrived.countDown();
                    queue.write(List.of(fact()));
                });
            }
            await(arrived);
            release.countDown();
            await(written);
        }

        assertThat(batches.getFirst()).isEqualTo(1);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1 + many + 2);
        assertThat(batches.size()).isLessThan(many);
    }

    @Test
    void whoeverIsAloneWritesOnItsOwnThread() {
        List<Thread> writers = new ArrayList<>();
        try (AuditQueue queue = new AuditQueue(facts -> writers.add(Thread.currentThread()))) {
            queue.write(List.of(fact()));
            queue.write(List.of(fact()));
        }

        assertThat(writers).containsOnly(Thread.currentThread());
    }

    @Test
    void whoeverIsInATransactionHasItWrittenByAnother() {
        List<Thread> writers = Collections.synchronizedList(new ArrayList<>());
        try (AuditQueue queue = new AuditQueue(facts -> writers.add(Thread.currentThread()))) {
            queue.start();
            queue.writeAside(List.of(fact()));
        }

        assertThat(writers).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void aWriteThatFailedKeepsNobodyElseFromWriting() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (AuditQueue queue = new AuditQueue(facts -> {
                    started.countDown();
                    await(release);
                    if (writes.incrementAndGet() == 1) {
                        throw new IllegalStateException("the store is away");
                    }
                });
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = readers.submit(() -> queue.write(List.of(fact())));
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(readers.submit(() -> queue.write(List.of(fact()))));
            }
            release.countDown();

            assertThatThrownBy(first::get).hasCauseInstanceOf(Problem.class);
            for (Future<?> other : others) {
                other.get(5, TimeUnit.SECONDS);
            }
        }
        assertThat(writes.get()).isGreaterThan(1);
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
