package org.consentry.crypto.umbral;

import java.util.function.Supplier;

/** A refusal on its way to the edge of the package, where it becomes a value. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Flaw flaw;

    Fault(Flaw flaw) {
        super(flaw.name(), null, false, false);
        this.flaw = flaw;
    }

    static <T> Checked<T> guard(Supplier<T> work) {
        try {
            return new Checked.Accepted<>(work.get());
        } catch (Fault fault) {
            return new Checked.Refused<>(fault.flaw);
        }
    }

    static void unless(boolean holds, Flaw flaw) {
        if (!holds) {
            throw new Fault(flaw);
        }
    }
}
