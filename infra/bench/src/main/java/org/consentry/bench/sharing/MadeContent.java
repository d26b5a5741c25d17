package org.consentry.bench.sharing;

import java.io.InputStream;
import java.util.Random;

/** Content of any length that costs next to nothing to make: the same random megabyte over and over. */
final class MadeContent extends InputStream {
    private static final byte[] PIECE = new byte[1 << 20];

    static {
        new Random(7).nextBytes(PIECE);
    }

    private final long size;
    private long at;

    MadeContent(long size) {
        this.size = size;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (at == size) {
            return -1;
        }
        int from = (int) (at % PIECE.length);
        int count = (int) Math.min(Math.min(length, size - at), PIECE.length - from);
        System.arraycopy(PIECE, from, into, offset, count);
        at += count;
        return count;
    }
}
