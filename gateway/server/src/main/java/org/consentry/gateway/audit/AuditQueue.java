package org.consentry.gateway.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/*
 * Group commit for audit events.
 *
 * A disclosure may not leave before its audit event is written, and one transaction per read would make PostgreSQL's
 * commits the limit of all reading. So whoever comes while nobody writes writes at once, on its own thread: a reader that
 * is alone hands nothing over and waits for nobody. Who comes meanwhile gathers; who ends hands on to the first that waits,
 * which takes along up to BATCH facts. If a write fails, everybody whose facts were in it fails and nothing is disclosed.
 *
 * Refusals are told without making anybody wait, and a thread that is inside a transaction must not write others' facts in
 * it: for both there is a thread of the queue's own, which gathers what it finds and writes it as a reader would.
 */
final class AuditQueue implements AutoCloseable {
    private static final int CAPACITY = 10_000;
    private static final int BATCH = 256;
    private static final long WAIT_SECONDS = 10;

    /** Somebody's facts. The turn is told once: whose facts to write, the own ones first, or nobody's when all is done. */
    private record Waiting(List<AuditFact> facts, CompletableFuture<List<Waiting>> turn) {
        Waiting(List<AuditFact> facts) {
            this(facts, new CompletableFuture<>());
        }

        void done() {
            turn.complete(List.of());
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> gathered = new ArrayDeque<>();
    private boolean writing;

    private final BlockingQueue<Waiting> aside = new ArrayBlockingQueue<>(CAPACITY);
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

    /**
     * Returns when the facts are written, by this thread or another's. MUST NOT be called inside a transaction.
     *
     * @throws Problem BUSY when they could not be written
     */
    void write(List<AuditFact> facts) {
        requireRoom(open);
        written(facts);
    }

    private void written(List<AuditFact> facts) {
        Waiting own = new Waiting(facts);
        List<Waiting> turn = enter(own) ? List.of(own) : turn(own);
        if (!turn.isEmpty()) {
            lead(turn);
        }
    }

    /** As {@link #write}, by the queue's own thread. */
    void writeAside(List<AuditFact> facts) {
        Waiting own = new Waiting(facts);
        requireRoom(open && aside.offer(own));
        turn(own);
    }

    /** Puts one fact down without waiting. */
    void later(AuditFact fact) {
        if (open) {
            boolean unused = aside.offer(new Waiting(List.of(fact)));
        }
    }

    /** Whether this one is to write; if not, it waits. */
    private boolean enter(Waiting own) {
        lock.lock();
        try {
            requireRoom(gathered.size() < CAPACITY);
            boolean free = !writing;
            if (free) {
                writing = true;
            } else {
                gathered.add(own);
            }
            return free;
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> turn(Waiting own) {
        try {
            return own.turn().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unrecorded(e);
        } catch (TimeoutException e) {
            return abandoned(own, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandoned(own, e);
        }
    }

    /** Nobody is handed the pen and gone: who was told to write at the last moment still does. */
    private List<Waiting> abandoned(Waiting own, Exception cause) {
        lock.lock();
        try {
            boolean waits = gathered.remove(own);
            if (!waits && own.turn().isDone() && !own.turn().isCompletedExceptionally()) {
                return own.turn().join();
            }
        } finally {
            lock.unlock();
        }
        throw unrecorded(cause);
    }

    private void lead(List<Waiting> group) {
        try {
            writer.accept(
                    group.stream().flatMap(waiting -> waiting.facts().stream()).toList());
            group.forEach(Waiting::done);
        } catch (RuntimeException | Error e) {
            group.forEach(waiting -> waiting.turn().completeExceptionally(e));
            throw unrecorded(e);
        } finally {
            handOn();
        }
    }

    private void handOn() {
        lock.lock();
        try {
            writing = !gathered.isEmpty();
            if (writing) {
                List<Waiting> group = gather();
                group.getFirst().turn().complete(group);
            }
        } finally {
            lock.unlock();
        }
    }

    /** At least one. */
    private List<Waiting> gather() {
        List<Waiting> group = new ArrayList<>();
        int facts = 0;
        while (!gathered.isEmpty()
                && (group.isEmpty() || facts + gathered.peek().facts().size() <= BATCH)) {
            Waiting next = gathered.remove();
            facts += next.facts().size();
            group.add(next);
        }
        return group;
    }

    private static void requireRoom(boolean room) {
        if (!room) {
            throw unrecorded(new IllegalStateException("the audit queue is full or closed"));
        }
    }

    private static Problem unrecorded(Throwable cause) {
        return Problem.causedBy(ProblemKind.BUSY, "The access could not be recorded, so nothing was shown", cause);
    }

    private void drain() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        while (open || !aside.isEmpty()) {
            try {
                Waiting first = aside.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    aside.drainTo(batch, BATCH - 1);
                    writeFor(batch);
                }
            } catch (InterruptedException e) {
                open = false;
            }
            batch.clear();
        }
    }

    private void writeFor(List<Waiting> batch) {
        try {
            written(batch.stream().flatMap(waiting -> waiting.facts().stream()).toList());
            batch.forEach(Waiting::done);
        } catch (RuntimeException e) {
            batch.forEach(waiting -> waiting.turn().completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        open = false;
    }
}
