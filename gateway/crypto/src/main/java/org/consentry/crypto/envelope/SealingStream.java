package org.consentry.crypto.envelope;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Ciphertext that is made while it is read: of the content no more than a segment is ahead of the reader. A content that
 * fails midway fails every read from then on, so that what was read so far is never taken for the whole.
 */
final class SealingStream extends InputStream {
    private static final int PIECE = 64 * 1024;

    private final InputStream content;
    private final Ahead ahead = new Ahead();
    private final OutputStream sealing;
    private final byte[] piece = new byte[PIECE];
    private State state = State.SEALING;

    private enum State {
        SEALING,
        BROKEN,
        SEALED
    }

    /** What writes ciphertext to where it is told. */
    interface Cipher {
        OutputStream into(OutputStream ciphertext) throws IOException;
    }

    SealingStream(InputStream content, Cipher cipher) throws IOException {
        this.content = content;
        this.sealing = cipher.into(ahead);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        while (length > 0 && ahead.isEmpty()) {
            if (state == State.SEALED) {
                return -1;
            }
            advance();
        }
        return ahead.take(buffer, offset, length);
    }

    private void advance() throws IOException {
        if (state == State.BROKEN) {
            throw new IOException("the content broke off");
        }
        state = State.BROKEN;
        int count = content.read(piece);
        if (count < 0) {
            sealing.close();
            state = State.SEALED;
        } else {
            sealing.write(piece, 0, count);
            state = State.SEALING;
        }
    }

    /** Made and not read yet. */
    private static final class Ahead extends ByteArrayOutputStream {
        private int taken;

        boolean isEmpty() {
            return taken == count;
        }

        int take(byte[] buffer, int offset, int length) {
            int most = Math.min(length, count - taken);
            System.arraycopy(buf, taken, buffer, offset, most);
            taken += most;
            if (isEmpty()) {
                reset();
                taken = 0;
            }
            return most;
        }
    }
}
