package org.consentry.ledger.entry;

import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;

/**
 * Who signed the content an entry commits to, and with which signature.
 *
 * @param keyId the key's id where keys are registered, such as its RFC 7638 thumbprint: 1 to 128 visible ASCII characters
 * @param signature SHA-256 of the signature's bytes
 */
public record Signer(String keyId, Hash signature) {
    private static final int LONGEST = 128;

    public Signer {
        if (keyId.isEmpty() || keyId.length() > LONGEST || !keyId.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new Malformed("signer key id", "1 to " + LONGEST + " visible ASCII characters");
        }
    }
}
