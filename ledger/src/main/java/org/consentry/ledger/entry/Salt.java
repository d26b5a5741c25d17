package org.consentry.ledger.entry;

import java.security.SecureRandom;
import java.util.Arrays;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.text.Base64Text;

/**
 * 32 random bytes that keep a commitment from being guessed. Lives with the record and in the receipt, never in the log.
 */
public final class Salt {
    /** Bytes in a salt. */
    public static final int LENGTH = 32;

    private final byte[] value;

    private Salt(byte[] value) {
        this.value = value;
    }

    /** Draws a new salt. */
    public static Salt random(SecureRandom random) {
        byte[] value = new byte[LENGTH];
        random.nextBytes(value);
        return new Salt(value);
    }

    /** Takes 32 bytes. */
    public static Salt of(byte[] value) {
        if (value.length != LENGTH) {
            throw new Malformed("salt", LENGTH + " bytes");
        }
        return new Salt(value.clone());
    }

    /** Reads standard base64. */
    public static Salt fromBase64(String text) {
        return of(Base64Text.decode("salt", text));
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Standard base64. */
    public String base64() {
        return Base64Text.encode(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Salt salt && Arrays.equals(value, salt.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Says nothing of the salt. */
    @Override
    public String toString() {
        return "Salt";
    }
}
