package org.consentry.gateway.attachment;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.jspecify.annotations.Nullable;

/**
 * Ciphertext to be read. The cipher writes and the object store reads, so a thread stands between them, with a buffer
 * that does not grow. When the plaintext fails midway, reading fails too: an object is whole or not made.
 */
final class SealingInput extends FilterInputStream {
    private static final int BUFFER = 256 * 1024;

    private final Thread writer;
    private volatile @Nullable Throwable failure;
    private volatile boolean complete;

    private SealingInput(
            PipedInputStream pipe, InputStream plaintext, Envelope envelope, DataKey key, EnvelopeContext at)
            throws IOException {
        super(pipe);
        PipedOutputStream out = new PipedOutputStream(pipe);
        this.writer = Thread.ofVirtual().name("seal").unstarted(() -> {
            try (OutputStream sealing = envelope.sealing(new Flushing(out), key, at)) {
                plaintext.transferTo(sealing);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
            complete = failure == null;
        });
    }

    static InputStream of(InputStream plaintext, Envelope envelope, DataKey key, EnvelopeContext context)
            throws IOException {
        SealingInput input = new SealingInput(new PipedInputStream(BUFFER), plaintext, envelope, key, context);
        input.writer.start();
        return input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            requireWhole();
        }
        return count;
    }

    /** Whoever lent the plaintext has it back to themselves afterwards. */
    @Override
    public void close() throws IOException {
        super.close();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireWhole() throws IOException {
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sealing", e);
        }
        if (!complete) {
            throw new IOException("the content ended early", failure);
        }
    }

    /** A pipe wakes its reader only when it is flushed or full. */
    private static final class Flushing extends FilterOutputStream {
        Flushing(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }
    }
}
