package org.consentry.crypto.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Remembers whether an error was the source's own, so that it is not taken for a forgery. */
final class WatchedSource extends FilterInputStream {
    private boolean failed;

    WatchedSource(InputStream source) {
        super(source);
    }

    boolean failed() {
        return failed;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException own) {
            failed = true;
            throw own;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException own) {
            failed = true;
            throw own;
        }
    }
}
