package org.consentry.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.SecretKey;

/** A member's receiving key in a file that only its owner can read: 64 hex digits. */
public final class MemberKey {
    private MemberKey() {}

    /** Makes a key and writes it to a new file. @throws java.nio.file.FileAlreadyExistsException if there is one */
    public static SecretKey create(Path file) throws IOException {
        SecretKey key = SecretKey.random(new SecureRandom());
        byte[] secret = key.toSecretBytes();
        byte[] text = HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII);
        try {
            KeyFile.write(file, text);
            return key;
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Reads a key. @throws IOException if there is none, or it is not in form */
    public static SecretKey read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            byte[] secret = HexFormat.of().parseHex(text);
            Checked<SecretKey> key = SecretKey.fromBytes(secret);
            Arrays.fill(secret, (byte) 0);
            return key.orThrow();
        } catch (IllegalArgumentException e) {
            throw new IOException("the member's key file does not hold 64 hex digits", e);
        }
    }
}
