package org.consentry.gateway.export.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** A file's bytes as long as they may be had, which is asked every second. They break off when they may not. */
final class HeldStream extends FilterInputStream {
    private static final long SECOND = 1_000_000_000L;

    private final BooleanSupplier isHeld;
    private long asked = System.nanoTime();

    HeldStream(InputStream in, BooleanSupplier isHeld) {
        super(in);
        this.isHeld = isHeld;
    }

    @Override
    public int read() throws IOException {
        require();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        require();
        return super.read(buffer, offset, length);
    }

    private void require() throws IOException {
        long now = System.nanoTime();
        if (now - asked < SECOND) {
            return;
        }
        asked = now;
        if (!isHeld.getAsBoolean()) {
            throw new IOException("This file may not be had any more");
        }
    }
}
