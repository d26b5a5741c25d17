package org.consentry.gateway.admission;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/*
 * Two bounds, because two things take memory.
 *
 * Bytes that have come are held until an answer is made of them. They are counted as they come, not as they are announced: who
 * sends slowly takes no more than it has sent. When too much is held, senders are made to wait by not being read. Those
 * that wait for each other's bytes would wait for ever, so one at a time may go beyond the bound, to its end: the bound is
 * passed by one body at most.
 *
 * What is made of a body, its tree, versions, index rows and bytes in canonical form, is ten times its size (40 MB of
 * bundle: two at once just pass through a heap of 1 GB, three end the process). So a body that is there waits for its
 * turn, in the order of arrival; it holds nothing that another waits for. A body that is larger than all the room there
 * is takes all of it, and is alone.
 *
 * Who waits keeps a thread of the container, so no more wait than leave threads for small requests.
 */
/** What large bodies there may be at the same time in this process. */
@Component
@EnableConfigurationProperties(AdmissionSettings.class)
public final class Admission {
    /** Bodies up to this size, in bytes, pass uncounted. */
    static final int SMALL = 64 * 1024;

    private static final int UNIT = 1024;

    /** Half of the container's threads. */
    private static final int MOST_WAITING = 100;

    private final long mostHeld;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private long held;

    /** Who goes beyond the bound. */
    private @Nullable Admitted beyond;

    private final int places;
    private final Semaphore worked;
    private final Duration patience;

    @Autowired
    Admission(AdmissionSettings settings) {
        this(settings.heldBytes(), settings.workedBytes(), settings.patience());
    }

    /**
     * Bounds of somebody's choice.
     *
     * @param held bytes that may be held
     * @param worked bytes that may be worked on
     */
    public Admission(long held, long worked, Duration patience) {
        this.mostHeld = held;
        this.places = Math.toIntExact(Math.min(worked / UNIT, Integer.MAX_VALUE));
        this.worked = new Semaphore(places, true);
        this.patience = patience;
    }

    /** For one body; to be closed when nothing of it is needed any more. */
    public Admitted open() {
        return new Admitted();
    }

    /** One body's share. Used by one thread. */
    public final class Admitted implements AutoCloseable {
        private long seen;
        private long counted;
        private int working;

        private Admitted() {}

        /** The same bytes, counted as they are read. Reading waits for room, and throws BUSY when none comes. */
        public InputStream counted(InputStream in) {
            return new Counting(in, this);
        }

        /**
         * Counts bytes that are held beside what is read.
         *
         * @throws Problem BUSY when too much is held for too long
         */
        public void hold(long bytes) {
            seen += bytes;
            if (seen > SMALL) {
                lock.lock();
                try {
                    awaitRoom(seen - counted);
                    held += seen - counted;
                    counted = seen;
                } finally {
                    lock.unlock();
                }
            }
        }

        private void awaitRoom(long more) {
            long end = System.nanoTime() + patience.toNanos();
            while (held + more > mostHeld && beyond != this) {
                if (beyond == null) {
                    beyond = this;
                } else {
                    await(() -> room.awaitNanos(end - System.nanoTime()) > 0);
                }
            }
        }

        /**
         * Waits until a body of this size may be worked on; once.
         *
         * @throws Problem BUSY when its turn did not come in time
         */
        public void work(long bytes) {
            if (bytes <= SMALL) {
                return;
            }
            int wanted = (int) Math.min(bytes / UNIT, places);
            await(() -> worked.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS));
            working = wanted;
        }

        @Override
        public void close() {
            done();
        }

        /** Gives back what it has: nothing of the body is needed any more, and another may come. */
        public void done() {
            if (counted > 0) {
                lock.lock();
                try {
                    held -= counted;
                    beyond = beyond == this ? null : beyond;
                    room.signalAll();
                } finally {
                    lock.unlock();
                }
            }
            worked.release(working);
            seen = 0;
            counted = 0;
            working = 0;
        }
    }

    private interface Waiting {
        /** Whether it came in time. */
        boolean succeeds() throws InterruptedException;
    }

    private void await(Waiting attempt) {
        if (!waiting.tryAcquire()) {
            throw tooMuch();
        }
        try {
            if (!attempt.succeeds()) {
                throw tooMuch();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemKind.BUSY, "The gateway is stopping");
        } finally {
            waiting.release();
        }
    }

    private static Problem tooMuch() {
        return Problem.of(ProblemKind.BUSY, "Too much is coming in at the same time; try again");
    }

    private static final class Counting extends FilterInputStream {
        private final Admitted admitted;

        private Counting(InputStream in, Admitted admitted) {
            super(in);
            this.admitted = admitted;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                admitted.hold(1);
            }
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                admitted.hold(count);
            }
            return count;
        }
    }
}
