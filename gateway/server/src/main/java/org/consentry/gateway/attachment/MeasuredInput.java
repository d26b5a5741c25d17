package org.consentry.gateway.attachment;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Counts and hashes what is read, and fails where it is longer than allowed or not as long as was announced. While bytes
 * come, it says every minute that they do.
 */
final class MeasuredInput extends FilterInputStream {
    private static final long ALIVE_NANOS = Duration.ofMinutes(1).toNanos();

    private final OptionalLong announced;
    private final long most;
    private final Runnable alive;
    private final MessageDigest sha256 = ContentHash.algorithm("SHA-256");
    private final MessageDigest sha1 = ContentHash.algorithm("SHA-1");
    private long count;
    private long told = System.nanoTime();
    private volatile boolean tooLarge;

    MeasuredInput(InputStream in, OptionalLong announced, long most, Runnable alive) {
        super(in);
        this.announced = announced;
        this.most = most;
        this.alive = alive;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read < 0) {
            requireAnnounced();
            return read;
        }
        count += read;
        tooLarge = count > most;
        if (tooLarge || count > announced.orElse(most)) {
            throw new IOException("the content is too long");
        }
        sha256.update(bytes, offset, read);
        sha1.update(bytes, offset, read);
        sayAlive();
        return read;
    }

    private void requireAnnounced() throws EOFException {
        if (announced.isPresent() && announced.getAsLong() != count) {
            throw new EOFException("the content ended early");
        }
    }

    private void sayAlive() {
        if (System.nanoTime() - told > ALIVE_NANOS) {
            alive.run();
            told = System.nanoTime();
        }
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    long count() {
        return count;
    }

    /** Of everything; asked once, at the end. */
    ContentHash hash() {
        return new ContentHash(sha256.digest(), sha1.digest());
    }
}
