package org.consentry.gateway.proof;

import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.NodeBell;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/*
 * Two threads: one gives indexes, one signs and publishes. Were it one, entries would wait for their indexes while
 * witnesses are slow or away. Each is woken at once by what happened in this process and looks every half second for what
 * another process left; any number of replicas may run both, the store lets one at a time.
 *
 * Before the first index is given, witnesses are asked whether they know more of this log. If so the database was restored
 * from an old backup, or somebody runs a second history: nothing is given an index and nothing is signed any more until a
 * person has looked and started the process anew. Entries still commit with what they are about, and wait. Growing the
 * tree meanwhile would do no good, and past the old size it would hide what happened.
 */
/** The threads that turn waiting entries into a published tree. */
@Component
class SequencingLoop {
    private static final Logger log = LoggerFactory.getLogger(SequencingLoop.class);
    private static final long ROUND_MS = 500;

    /** A round costs the same for one entry as for a hundred, a wait for the disk among it: those of so long share one. */
    private static final long GATHER_MS = 8;

    private static final long BACK_OFF_MS = 1_000;
    private static final long REMINDER_MS = 60_000;

    private final Sequencer sequencer;
    private final Publisher publisher;
    private final Receipts receipts;
    private final LedgerState state;
    private final NodeBell entries;
    private final NodeBell indexed = new NodeBell();
    private final long pauseMs;
    private final List<Thread> threads;
    private volatile boolean open = true;

    SequencingLoop(
            Sequencer sequencer,
            Publisher publisher,
            Receipts receipts,
            LedgerState state,
            NodeBell entries,
            LedgerSettings settings) {
        this.sequencer = sequencer;
        this.publisher = publisher;
        this.receipts = receipts;
        this.state = state;
        this.entries = entries;
        this.pauseMs = settings.publishInterval().toMillis();
        this.threads = List.of(
                Thread.ofPlatform().name("ledger").daemon(true).unstarted(this::sequence),
                Thread.ofPlatform().name("ledger-publisher").daemon(true).unstarted(this::publish));
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        threads.forEach(Thread::start);
    }

    @PreDestroy
    void stop() throws InterruptedException {
        open = false;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(BACK_OFF_MS * 5);
        }
    }

    private void sequence() {
        repeat(() -> publisher.objection().ifPresent(reason -> refuse(new Publishing.Refused(reason))), true);
        repeat(this::sequenceOnce, false);
    }

    private void publish() {
        repeat(this::publishOnce, false);
    }

    private void sequenceOnce() throws InterruptedException {
        boolean signalled = entries.await(ROUND_MS);
        if (state.refuses()) {
            return;
        }
        if (signalled) {
            Thread.sleep(GATHER_MS);
        }
        Sequencer.Moved moved = sequencer.moveOnce();
        if (moved.added() > 0) {
            indexed.ring();
        }
        if (signalled && moved.last() instanceof Sequencing.Contended) {
            entries.ring();
        }
    }

    private void publishOnce() throws InterruptedException {
        indexed.await(ROUND_MS);
        if (state.refuses()) {
            Thread.sleep(REMINDER_MS);
            remind();
            return;
        }
        Publishing publishing = publisher.publishOnce();
        if (publishing instanceof Publishing.Refused refused) {
            refuse(refused);
            return;
        }
        state.note(publishing);
        receipts.complete();
        if (publishing instanceof Publishing.Published) {
            Thread.sleep(pauseMs);
        }
    }

    private void refuse(Publishing.Refused refused) {
        state.note(refused);
        remind();
    }

    private void remind() {
        log.atError().addKeyValue("reason", state.reason()).log("ledger refuses to sign until a person has looked");
    }

    /** One step after the other; a failure is no end. */
    private void repeat(Step step, boolean untilDone) {
        boolean done = false;
        while (open && !done) {
            Optional<RuntimeException> failure = attempt(step);
            done = untilDone && failure.isEmpty();
            failure.ifPresent(this::backOff);
        }
    }

    private Optional<RuntimeException> attempt(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            open = false;
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
        return Optional.empty();
    }

    /** The database is away, or the disk is full: nothing is lost, entries wait in the inbox. */
    private void backOff(RuntimeException failure) {
        log.atWarn().addKeyValue("cause", failure.toString()).log("ledger round failed");
        try {
            Thread.sleep(BACK_OFF_MS);
        } catch (InterruptedException e) {
            open = false;
        }
    }

    /** A piece of work that may be told to stop. */
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }
}
