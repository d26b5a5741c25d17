package org.consentry.crypto.envelope;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A stored object for tests. */
final class MemoryChannel implements SeekableByteChannel {
    private final byte[] bytes;
    private long at;

    MemoryChannel(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer into) {
        if (at >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), bytes.length - at);
        into.put(bytes, (int) at, count);
        at += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return at;
    }

    @Override
    public SeekableByteChannel position(long position) {
        at = position;
        return this;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
