package org.consentry.ledger.text;

import java.util.Base64;
import org.consentry.ledger.Malformed;

/** Standard base64 with padding (RFC 4648, section 4), one spelling per value. */
public final class Base64Text {
    private Base64Text() {}

    /** Writes bytes as base64 with padding. */
    public static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Reads base64.
     *
     * <p>The JDK's decoder forgives missing padding and stray bits in the last character; comparing with what the value
     * writes back to does not.
     *
     * @param what the name of the value, for the error
     * @throws Malformed if the text is not the one spelling of its value
     */
    public static byte[] decode(String what, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new Malformed(what, "standard base64");
        }
        if (!encode(bytes).equals(text)) {
            throw new Malformed(what, "standard base64 with padding and no stray bits");
        }
        return bytes;
    }
}
