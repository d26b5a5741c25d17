package org.consentry.client;

import java.io.IOException;

/** What came does not check out. Nothing of it has been kept. */
public final class Untrusted extends IOException {
    private static final long serialVersionUID = 1L;

    Untrusted(String reason) {
        super(reason);
    }
}
