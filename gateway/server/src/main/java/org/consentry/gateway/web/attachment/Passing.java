package org.consentry.gateway.web.attachment;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Passing bytes on without holding more than one buffer. */
final class Passing {
    private static final int BUFFER = 64 * 1024;

    private Passing() {}

    /** Passes so many bytes on; what comes after them is left. */
    static void exactly(long length, InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(BUFFER, left));
            if (count < 0) {
                throw new EOFException("the stored object is shorter than it should be");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
