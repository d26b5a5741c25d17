package org.consentry.local.part;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random secrets, made when first asked for and kept in one file that only its owner can read.
 *
 * <p>A crash leaves either the old or the new file, never a part of one: a secret that was handed out is always one
 * that was saved.
 */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable Path file;
    private final Properties kept = new Properties();

    private Secrets(@Nullable Path file) {
        this.file = file;
    }

    /** Opens the file, or starts an empty one at its first secret. */
    public static Secrets in(Path file) {
        Secrets secrets = new Secrets(file);
        try {
            if (Files.exists(file)) {
                secrets.kept.load(new StringReader(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.getFileName(), e);
        }
        return secrets;
    }

    /** Secrets that end with this object. */
    public static Secrets inMemory() {
        return new Secrets(null);
    }

    /** A password of 192 random bits in URL-safe letters. */
    public String password(String name) {
        return get(name, () -> Base64.getUrlEncoder().withoutPadding().encodeToString(random(24)));
    }

    /** A key of 32 random bytes, base64. */
    public String key(String name) {
        return get(name, () -> Base64.getEncoder().encodeToString(random(32)));
    }

    private synchronized String get(String name, Supplier<String> maker) {
        String known = kept.getProperty(name);
        if (known != null) {
            return known;
        }
        String made = maker.get();
        kept.setProperty(name, made);
        save();
        return made;
    }

    private void save() {
        if (file == null) {
            return;
        }
        StringWriter text = new StringWriter();
        try {
            kept.store(text, "Made at random by the local stack. Deleting it makes the data beside it unreadable.");
            PrivateFile.write(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file.getFileName(), e);
        }
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
