package org.consentry.gateway.web.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * How many streams are open in this process. A seat is asked for before the answer begins and taken by the stream itself, which
 * alone is sure to give it back; so the bound may be passed by those that begin at the same moment, which are few.
 */
final class Seats {
    private final int most;
    private final int mostOfPatient;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> ofPatients = new ConcurrentHashMap<>();

    Seats(int most, int mostOfPatient) {
        this.most = most;
        this.mostOfPatient = mostOfPatient;
    }

    /** One taken seat. */
    interface Seat {
        /** Gives it back; to be called once. */
        void leave();
    }

    /** @throws Problem TOO_MANY for a patient with too many, BUSY when the process has as many as it can keep */
    void requireOne(Recipient recipient) {
        if (recipient instanceof Recipient.ToPatient && ofPatients.getOrDefault(recipient.key(), 0) >= mostOfPatient) {
            throw Problem.of(ProblemKind.TOO_MANY, "This patient has too many event streams open; close some");
        }
        if (taken.get() >= most) {
            throw Problem.of(ProblemKind.BUSY, "Too many event streams are open here; try again");
        }
    }

    Seat take(Recipient recipient) {
        taken.incrementAndGet();
        boolean counted = recipient instanceof Recipient.ToPatient;
        if (counted) {
            ofPatients.merge(recipient.key(), 1, Integer::sum);
        }
        return () -> {
            taken.decrementAndGet();
            if (counted) {
                ofPatients.computeIfPresent(recipient.key(), (key, open) -> open == 1 ? null : open - 1);
            }
        };
    }
}
