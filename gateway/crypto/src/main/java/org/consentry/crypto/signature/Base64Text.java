package org.consentry.crypto.signature;

import java.util.Base64;
import java.util.Optional;

/** Base64 that is refused, not repaired: one text for one sequence of bytes. */
final class Base64Text {
    private Base64Text() {}

    /** RFC 4648 section 5 without padding; unused bits must be zero. */
    static Optional<byte[]> url(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            return again.equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** RFC 4648 section 4 with padding, as FHIR's base64Binary has it. */
    static Optional<byte[]> standard(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
