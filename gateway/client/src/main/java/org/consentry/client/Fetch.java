package org.consentry.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;

/**
 * Opens one delivery into a file. The data key is opened before anything is fetched, because fetching spends the URI. The
 * content is decrypted into a file beside the target; it gets its name when its hash has been compared.
 */
final class Fetch {
    private final Delivery delivery;
    private final Path target;

    Fetch(Delivery delivery, Path target) {
        this.delivery = delivery;
        this.target = target;
    }

    /** How the ciphertext gets into a file. */
    interface Source {
        void into(Path file) throws IOException, InterruptedException;
    }

    void run(ReaderKey own, Source source) throws IOException, InterruptedException {
        Path sealed = target.resolveSibling(target.getFileName() + ".sealed");
        Path open = target.resolveSibling(target.getFileName() + ".part");
        try (DataKey key = delivery.open(own)) {
            source.into(sealed);
            decrypt(sealed, open, key);
            Files.move(open, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(open);
            Files.deleteIfExists(sealed);
        }
    }

    private void decrypt(Path sealed, Path open, DataKey key) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream ciphertext = new BufferedInputStream(Files.newInputStream(sealed));
                InputStream content = new DigestInputStream(
                        new Envelope(delivery.segmentSize()).opening(ciphertext, key, delivery.context()), digest);
                OutputStream out = Files.newOutputStream(open)) {
            content.transferTo(out);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(delivery.sha256())) {
            throw new Untrusted("the content is not the one that was announced");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
