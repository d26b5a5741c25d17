package org.consentry.bench.sharing;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What content costs on its way in and out without network and object store: hashed with SHA-256 and SHA-1 and sealed, as
 * the gateway takes it in; opened and hashed with SHA-256, as a reader does. Needs no stack.
 */
@Command(
        name = "content",
        description =
                "Seals and opens content, with and without its hashes and files: MB per second of processor time.",
        mixinStandardHelpOptions = true)
public final class ContentCommand implements Callable<Integer> {
    private static final Envelope ENVELOPE = Envelope.standard();
    private static final EnvelopeContext CONTEXT = new EnvelopeContext("bench", "1", "00".repeat(32));

    @Option(names = "--bytes", defaultValue = "1073741824", description = "How long it is: ${DEFAULT-VALUE}.")
    private long bytes = 1L << 30;

    @Option(names = "--rounds", defaultValue = "5", description = "The best of so many is told: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--folder", description = "Where the files are made and removed; else the temporary folder.")
    private Optional<Path> folder = Optional.empty();

    private final DataKey key = DataKey.random(new SecureRandom());
    private byte[] handedIn = {};

    /** One way of the content. */
    private interface Way {
        void go() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        Path sealed = made();
        Path opened = made();
        try {
            measure("seal", () -> seal(new MadeContent(bytes), OutputStream.nullOutputStream()));
            measure("hash and seal", () -> take(OutputStream.nullOutputStream()));
            measure("hash, seal and store in a file", () -> {
                try (OutputStream out = Files.newOutputStream(sealed)) {
                    take(out);
                }
            });
            measure("open from a file", () -> {
                try (InputStream in = opening(sealed)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            });
            measure("open and hash from a file to a file", () -> fetch(sealed, opened));
            System.out.printf("heap: at most %d MB%n", Runtime.getRuntime().totalMemory() >> 20);
            return 0;
        } finally {
            Files.deleteIfExists(sealed);
            Files.deleteIfExists(opened);
            key.close();
        }
    }

    private Path made() throws IOException {
        return folder.isPresent()
                ? Files.createTempFile(folder.get(), "content", ".bin")
                : Files.createTempFile("content", ".bin");
    }

    private void seal(InputStream content, OutputStream out) throws IOException {
        try (InputStream ciphertext = ENVELOPE.sealing(content, key, CONTEXT)) {
            pass(ciphertext, out);
        }
    }

    private void take(OutputStream out) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        seal(new DigestInputStream(new DigestInputStream(new MadeContent(bytes), sha256), digest("SHA-1")), out);
        handedIn = sha256.digest();
    }

    private InputStream opening(Path sealed) throws IOException {
        return ENVELOPE.opening(new BufferedInputStream(Files.newInputStream(sealed)), key, CONTEXT);
    }

    private void fetch(Path sealed, Path opened) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        try (InputStream in = new DigestInputStream(opening(sealed), sha256);
                OutputStream out = Files.newOutputStream(opened)) {
            pass(in, out);
        }
        if (!Arrays.equals(handedIn, sha256.digest())) {
            throw new IOException("what came out is not what went in");
        }
    }

    private static void pass(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    private void measure(String name, Way way) throws IOException {
        double processor = Double.MAX_VALUE;
        double clock = Double.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long began = processorNanos();
            long at = System.nanoTime();
            way.go();
            processor = Math.min(processor, (processorNanos() - began) / 1e9);
            clock = Math.min(clock, (System.nanoTime() - at) / 1e9);
        }
        System.out.printf(
                "%s: %,.0f MB a second of processor time, %,.0f MB/s by the clock%n",
                name, bytes / 1e6 / processor, bytes / 1e6 / clock);
    }

    /** Of the whole process: compiling and collecting garbage count. */
    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
