package org.consentry.crypto.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The decrypted content; says {@link CiphertextRefused} where the cipher gives up and the source did not. */
final class AuthenticStream extends FilterInputStream {
    private final WatchedSource source;
    private boolean refused;

    AuthenticStream(InputStream content, WatchedSource source) {
        super(content);
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (refused) {
            throw new CiphertextRefused();
        }
        try {
            return in.read(buffer, offset, length);
        } catch (IOException failure) {
            if (source.failed()) {
                throw failure;
            }
            refused = true;
            throw new CiphertextRefused();
        }
    }

    @Override
    public long skip(long count) throws IOException {
        // Skipped bytes are checked too: what follows must not be trusted otherwise.
        byte[] buffer = new byte[(int) Math.min(8192, Math.max(count, 1))];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
