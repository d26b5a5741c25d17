package org.consentry.crypto.envelope;

import java.io.IOException;

/**
 * The ciphertext was changed, cut, reordered, or belongs to another key or context. Thrown before the first wrong byte is
 * handed out; everything read until then was authentic. An error of the underlying stream is never this.
 */
public final class CiphertextRefused extends IOException {
    private static final long serialVersionUID = 1L;

    CiphertextRefused() {
        super("the ciphertext is not authentic for this key and context");
    }
}
