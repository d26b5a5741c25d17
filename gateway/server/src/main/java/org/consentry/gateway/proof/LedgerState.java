package org.consentry.gateway.proof;

import org.consentry.ledger.log.Publishing;

/** How publishing goes: told by the loop, read by the health page and by whoever wants to know. */
public final class LedgerState {
    /** What a person should know. */
    public enum Condition {
        /** Checkpoints are published. */
        PUBLISHING,
        /** Entries are safe and get their indexes; receipts wait for witnesses. */
        WAITING_FOR_WITNESSES,
        /** Nothing is signed any more in this process: there would be two histories. A person has to look. */
        REFUSING
    }

    private Condition condition = Condition.PUBLISHING;
    private String reason = "";

    /** Takes a result. Refusing is for good: a store that was behind once may look right when it has grown. */
    synchronized void note(Publishing publishing) {
        if (condition == Condition.REFUSING) {
            return;
        }
        switch (publishing) {
            case Publishing.Refused refused -> {
                condition = Condition.REFUSING;
                reason = refused.reason().name();
            }
            case Publishing.Unwitnessed few -> condition = Condition.WAITING_FOR_WITNESSES;
            default -> condition = Condition.PUBLISHING;
        }
    }

    public synchronized Condition condition() {
        return condition;
    }

    /** Why it refuses; empty when it does not. */
    public synchronized String reason() {
        return reason;
    }

    boolean refuses() {
        return condition() == Condition.REFUSING;
    }
}
