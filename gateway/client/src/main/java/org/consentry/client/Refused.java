package org.consentry.client;

import java.io.IOException;

/** The other side answered, and the answer was no. The text is made here and holds nothing of what was sent. */
public final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(String what, int status) {
        super(what + ": status " + status);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
