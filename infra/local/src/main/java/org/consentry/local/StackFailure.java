package org.consentry.local;

/** Why the stack does not start, in words for whoever started it. */
final class StackFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StackFailure(String message) {
        super(message);
    }

    StackFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
