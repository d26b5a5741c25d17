package org.consentry.crypto.signature;

/** Why the bytes have no canonical form, and where; carried through the parser and turned into a value at its edge. */
final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Canonicalization.Reason reason;
    private final int offset;

    JsonFault(Canonicalization.Reason reason, int offset) {
        // No stack trace: a malformed document is an everyday answer and filling the trace costs more than parsing.
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.offset = offset;
    }

    Canonicalization.Refused asOutcome() {
        return new Canonicalization.Refused(reason, offset);
    }
}
