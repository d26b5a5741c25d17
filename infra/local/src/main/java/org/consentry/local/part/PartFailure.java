package org.consentry.local.part;

import org.jspecify.annotations.Nullable;

/** A part could not be started. The message names the part and what to do, never a secret. */
public final class PartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PartFailure(String message) {
        super(message);
    }

    public PartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
