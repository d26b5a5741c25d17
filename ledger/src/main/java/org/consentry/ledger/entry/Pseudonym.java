package org.consentry.ledger.entry;

import org.consentry.ledger.merkle.Hash;

/**
 * Who an entry is about, for those who hold the key: HMAC-SHA-256 over the subject's identifier.
 *
 * @param mac the 32 bytes of the HMAC
 */
public record Pseudonym(Hash mac) {
    /** Reads 64 hexadecimal digits. */
    public static Pseudonym fromHex(String text) {
        return new Pseudonym(Hash.fromHex(text));
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return mac.hex();
    }
}
