package org.consentry.mappers.deidentify;

import java.io.Serial;

/** Leaves the middle of a resource that must be dropped; never leaves this package. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Outcome.Reason reason;

    Refusal(Outcome.Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Outcome.Reason reason() {
        return reason;
    }
}
