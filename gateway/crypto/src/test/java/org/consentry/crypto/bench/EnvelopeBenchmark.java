package org.consentry.crypto.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;

/** Sealing and opening content in memory: MB/s on one thread, for several segment sizes. */
final class EnvelopeBenchmark {
    private static final int LENGTH = 64 * 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private EnvelopeBenchmark() {}

    public static void main(String[] args) throws Exception {
        for (int segment : new int[] {64 * 1024, 256 * 1024, 1024 * 1024}) {
            measure(new Envelope(segment));
        }
    }

    private static void measure(Envelope envelope) throws Exception {
        DataKey key = DataKey.random(new SecureRandom());
        EnvelopeContext context = new EnvelopeContext("scan", "1", "00".repeat(32));
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(LENGTH + LENGTH / 1000);
        try (OutputStream out = envelope.sealing(sealed, key, context)) {
            pour(buffer, out);
        }
        byte[] ciphertext = sealed.toByteArray();
        double sealing = Stopwatch.seconds(() -> {
            try (OutputStream out = envelope.sealing(OutputStream.nullOutputStream(), key, context)) {
                pour(buffer, out);
            }
        });
        double opening = Stopwatch.seconds(() -> {
            try (InputStream in = envelope.opening(new ByteArrayInputStream(ciphertext), key, context)) {
                drain(in, buffer);
            }
        });
        String name = envelope.segmentSize() / 1024 + " KiB segments";
        Stopwatch.print(
                name, "seal %.0f MB/s, open %.0f MB/s".formatted(LENGTH / 1e6 / sealing, LENGTH / 1e6 / opening));
    }

    private static void pour(byte[] buffer, OutputStream out) throws Exception {
        for (int written = 0; written < LENGTH; written += BUFFER) {
            out.write(buffer);
        }
    }

    private static void drain(InputStream in, byte[] buffer) throws Exception {
        int count = 0;
        while (count >= 0) {
            count = in.read(buffer);
        }
    }
}
