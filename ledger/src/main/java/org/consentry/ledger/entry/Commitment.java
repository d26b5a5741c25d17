package org.consentry.ledger.entry;

import java.nio.ByteBuffer;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;

/**
 * What an entry commits to: the bytes as they came and the same content in canonical form, under a salt.
 *
 * <p>Both are needed. The canonical form survives re-formatting, but JCS (RFC 8785) reads 1.00 and 1 as one number; the
 * raw hash does not.
 *
 * @param salt makes the commitment unguessable, and unlinkable once destroyed
 * @param raw SHA-256 of the bytes as received
 * @param canonical SHA-256 of their JCS form
 */
public record Commitment(Salt salt, Hash raw, Hash canonical) {
    /** Bytes of {@link #bytes()}. */
    public static final int LENGTH = Salt.LENGTH + 2 * Hash.LENGTH;

    /**
     * Commits to content.
     *
     * @param rawBytes the content as received
     * @param canonicalBytes the content as JCS; made by the caller, nothing is canonicalized here
     */
    public static Commitment over(Salt salt, byte[] rawBytes, byte[] canonicalBytes) {
        return new Commitment(salt, Hash.sha256(rawBytes), Hash.sha256(canonicalBytes));
    }

    /** What goes into the entry: SHA-256(salt ‖ raw ‖ canonical). */
    public Hash commit() {
        return Hash.sha256(bytes());
    }

    /** Salt, raw and canonical in a row: what a receipt carries as extra data, and what {@link #commit()} hashes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(salt.bytes())
                .put(raw.bytes())
                .put(canonical.bytes())
                .array();
    }

    /** Reads what {@link #bytes()} wrote. */
    public static Commitment parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new Malformed("commitment", LENGTH + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] salt = new byte[Salt.LENGTH];
        in.get(salt);
        return new Commitment(Salt.of(salt), Hash.at(bytes, Salt.LENGTH), Hash.at(bytes, Salt.LENGTH + Hash.LENGTH));
    }
}
