package org.consentry.crypto.signature;

import java.util.Optional;

/** A detached compact JWS (RFC 7515 appendix F) taken apart: header, nothing, signature. */
record CompactJws(String encodedHeader, JwsHeader header, String encodedSignature) {
    private static final int LONGEST = 64 * 1024;

    /** The signature's r and s, 64 bytes. */
    byte[] signature() {
        return Base64Text.url(encodedSignature).orElseThrow();
    }

    /** What reading gives. */
    sealed interface Reading {}

    record Parsed(CompactJws jws) implements Reading {}

    record Unusable(Verification.Malformed why) implements Reading {}

    static Reading read(String text) {
        String[] parts = text.length() > LONGEST ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3 || !parts[1].isEmpty()) {
            return fault(Verification.Reason.NOT_DETACHED);
        }
        Optional<JwsHeader> header = JwsHeader.read(parts[0]);
        if (header.isEmpty()) {
            return fault(Verification.Reason.BAD_HEADER);
        }
        if (header.get().critical()) {
            return fault(Verification.Reason.CRITICAL_EXTENSION);
        }
        if (!header.get().algorithm().equals(Optional.of("ES256"))) {
            return fault(Verification.Reason.WRONG_ALGORITHM);
        }
        Optional<byte[]> signature = Base64Text.url(parts[2]);
        if (signature.isEmpty() || signature.get().length != Es256.LENGTH) {
            return fault(Verification.Reason.WRONG_LENGTH);
        }
        return new Parsed(new CompactJws(parts[0], header.get(), parts[2]));
    }

    private static Reading fault(Verification.Reason reason) {
        return new Unusable(new Verification.Malformed(reason));
    }
}
