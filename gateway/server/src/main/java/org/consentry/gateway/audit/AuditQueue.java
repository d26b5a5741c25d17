package org.consentry.gateway.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/*
 * Group commit for audit events.
 *
 * A disclosure may not leave before its audit event survives a power cut, and one transaction per read would make the
 * disk's fsync the limit of all reading. So readers put their facts into a queue and wait; one thread takes whatever
 * has gathered, writes it in one transaction and wakes them all. When it is idle a fact is written at once, under load
 * up to BATCH facts share one fsync. If the write fails, every waiting reader fails and nothing is disclosed.
 */
final class AuditQueue implements AutoCloseable {
    private static final int CAPACITY = 10_000;
    private static final int BATCH = 256;
    private static final long WAIT_SECONDS = 10;

    private record Waiting(AuditFact fact, CompletableFuture<Void> done) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Consumer<List<AuditFact>> writer;
    private final Thread thread;
    private volatile boolean open = true;

    AuditQueue(Consumer<List<AuditFact>> writer) {
        this.writer = writer;
        this.thread = Thread.ofPlatform().name("audit").daemon(true).unstarted(this::drain);
    }

    void start() {
        thread.start();
    }

    /** Puts facts down and returns when they are durable. @throws Problem BUSY when they could not be written */
    void write(List<AuditFact> facts) {
        List<CompletableFuture<Void>> waiting = facts.stream().map(this::offer).toList();
        try {
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The access could not be recorded, so nothing was shown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.causedBy(ProblemKind.BUSY, "The access could not be recorded, so nothing was shown", e);
        }
    }

    /** Puts one fact down without waiting. */
    void later(AuditFact fact) {
        CompletableFuture<Void> unused = offer(fact);
    }

    private CompletableFuture<Void> offer(AuditFact fact) {
        Waiting waiting = new Waiting(fact, new CompletableFuture<>());
        if (!open || !queue.offer(waiting)) {
            waiting.done().completeExceptionally(new IllegalStateException("the audit queue is full or closed"));
        }
        return waiting.done();
    }

    private void drain() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        while (open || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                open = false;
            }
            batch.clear();
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            writer.accept(batch.stream().map(Waiting::fact).toList());
            batch.forEach(waiting -> waiting.done().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(waiting -> waiting.done().completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        open = false;
    }
}
