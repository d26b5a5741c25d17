package org.consentry.gateway.event;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.consentry.gateway.AfterCommit;

/**
 * Wakes what waits in this process for something of a recipient: streams, and proxies that ask for work. Ringing says only that there may be something new; whoever is woken
 * looks for itself. It MUST hang up its ear before it looks for the first time, or it may sleep through a ring.
 */
public final class Bell {
    private final Map<String, Set<Ear>> ears = new ConcurrentHashMap<>();
    private final Map<String, Long> rings = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final Consumer<Collection<String>> elsewhere;

    /** @param elsewhere carries a ring to the other processes; MUST NOT block and MUST NOT throw */
    public Bell(Consumer<Collection<String>> elsewhere) {
        this.elsewhere = elsewhere;
    }

    /** An ear for one recipient's events; closing it forgets it. */
    public Ear ear(Recipient recipient) {
        Ear ear = new Ear(recipient.key());
        ears.compute(recipient.key(), (key, set) -> {
            Set<Ear> all = set == null ? ConcurrentHashMap.newKeySet(1) : set;
            all.add(ear);
            // Whatever rang before there was an ear is as good as heard now.
            rings.compute(key, (same, before) -> number.incrementAndGet());
            return all;
        });
        return ear;
    }

    /** Wakes whoever waits for a recipient, here and in the other processes, once the caller's transaction has committed. */
    public void ringAfterCommit(Recipient recipient) {
        AfterCommit.run(() -> ringEverywhere(List.of(recipient.key())));
    }

    /** Wakes the streams of these recipients here and in the other processes. */
    void ringEverywhere(Collection<String> recipients) {
        recipients.forEach(this::ring);
        elsewhere.accept(recipients);
    }

    /** Wakes the streams of one recipient in this process. */
    void ring(String recipient) {
        rings.computeIfPresent(recipient, (key, before) -> number.incrementAndGet());
        ears.getOrDefault(recipient, Set.of()).forEach(Ear::wake);
    }

    /** Wakes every stream in this process. */
    void ringAll() {
        ears.keySet().forEach(this::ring);
    }

    /** Whom this process listens for. */
    Set<String> listening() {
        return Set.copyOf(ears.keySet());
    }

    /** One waiting stream. Any number of rings before it waits count as one. */
    public final class Ear implements AutoCloseable {
        private final String recipient;
        private final Semaphore rung = new Semaphore(0);

        private Ear(String recipient) {
            this.recipient = recipient;
        }

        private void wake() {
            if (rung.availablePermits() == 0) {
                rung.release();
            }
        }

        /**
         * A number that grows with every ring for this recipient in this process, and with every new ear. What a ring
         * announced was committed before the number grew.
         */
        public long rings() {
            return rings.getOrDefault(recipient, 0L);
        }

        /** Waits for a ring; false when none came in time. */
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            boolean heard = rung.tryAcquire(time, unit);
            rung.drainPermits();
            return heard;
        }

        @Override
        public void close() {
            ears.computeIfPresent(recipient, (key, set) -> {
                set.remove(this);
                if (set.isEmpty()) {
                    rings.remove(key);
                }
                return set.isEmpty() ? null : set;
            });
        }
    }
}
