package org.consentry.ledger.note;

import java.util.Optional;

/*
 * What a key may sign, by the type byte in its id (C2SP signed-note, "Signature types").
 *
 * One Ed25519 key must never serve two kinds: a cosignature says "I saw this log grow consistently", a plain signature
 * "this is my log". The type byte goes into the key id, so a signature of one kind is never looked up as the other.
 *
 * Ed25519 verification is stricter than RFC 8032 section 5.1.7, which lets libraries disagree. The key and the R of the
 * signature must both be canonically encoded and in the prime-order subgroup, and not its neutral element; S must be below
 * the group's order. Then the cofactored and the cofactorless equation are the same, and nothing can be valid here and
 * invalid elsewhere: whatever this accepts, every conforming library does. What honest signers make always passes.
 */
/** What a key may sign. */
public enum KeyKind {
    /** A log's own signature over any note text. */
    ED25519((byte) 0x01, 32),
    /** A witness's timestamped cosignature over a checkpoint (C2SP tlog-cosignature). */
    ED25519_COSIGNATURE((byte) 0x04, 32),
    /** The same by ML-DSA-44, which a quantum computer does not break. */
    ML_DSA_44_COSIGNATURE((byte) 0x06, 1312);

    private final byte type;
    private final int publicKeyLength;

    KeyKind(byte type, int publicKeyLength) {
        this.type = type;
        this.publicKeyLength = publicKeyLength;
    }

    /** The type byte in key ids and encoded keys. */
    public byte type() {
        return type;
    }

    int publicKeyLength() {
        return publicKeyLength;
    }

    /** Whether signatures of this kind carry a time and are only made over checkpoints. */
    public boolean isCosignature() {
        return this != ED25519;
    }

    static Optional<KeyKind> ofType(byte type) {
        for (KeyKind kind : values()) {
            if (kind.type == type) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
