package org.consentry.ledger.note;

import java.time.Instant;
import java.util.Optional;
import org.consentry.ledger.Malformed;

/** A public key with its name: what a stranger needs to check a log or a witness. Written as a C2SP vkey. */
public final class VerifierKey {
    private final KeyName name;
    private final KeyKind kind;
    private final KeyMaterial publicKey;
    private final KeyId id;

    VerifierKey(KeyName name, KeyKind kind, byte[] publicKey) {
        if (publicKey.length != kind.publicKeyLength()) {
            throw new Malformed("public key", kind.publicKeyLength() + " bytes long");
        }
        if (kind != KeyKind.ML_DSA_44_COSIGNATURE && !Ed25519Keys.isSound(publicKey)) {
            throw new Malformed("public key", "a canonical Ed25519 point of prime order");
        }
        this.name = name;
        this.kind = kind;
        this.publicKey = new KeyMaterial(publicKey);
        this.id = KeyId.of(name, kind, publicKey);
    }

    /**
     * Reads {@code <name>+<hex key id>+<base64 of type and public key>}.
     *
     * @throws Malformed if any part is wrong, or the id is not the id of that key
     */
    public static VerifierKey parse(String vkey) {
        EncodedKey encoded = EncodedKey.parse("verifier key", vkey);
        VerifierKey key =
                new VerifierKey(encoded.name(), encoded.kind(), encoded.key().bytes());
        if (!key.id.equals(encoded.id())) {
            throw new Malformed("verifier key", "written with the id of its own key");
        }
        return key;
    }

    /** The name that signature lines of this key carry. */
    public KeyName name() {
        return name;
    }

    /** What the key may sign. */
    public KeyKind kind() {
        return kind;
    }

    /** A copy of the raw public key. */
    public byte[] publicKey() {
        return publicKey.bytes();
    }

    /** Whether both wrap the same public key, under whatever names. */
    public boolean sharesKeyWith(VerifierKey other) {
        return publicKey.equals(other.publicKey);
    }

    KeyId id() {
        return id;
    }

    /** Whether a signature line claims to be by this key. */
    boolean isNamedBy(NoteSignature signature) {
        return signature.name().equals(name) && signature.keyId().equals(id);
    }

    /** Whether the signature is by this key over this text; a line that claims another key is not. */
    boolean verifies(String text, NoteSignature signature) {
        if (!isNamedBy(signature)) {
            return false;
        }
        byte[] raw = publicKey.bytes();
        if (!kind.isCosignature()) {
            return Ed25519Keys.verify(raw, SignedNote.utf8(text), signature.payload());
        }
        return TimedSignature.parse(signature.payload())
                .filter(timed -> timed.verifies(kind, name, raw, text))
                .isPresent();
    }

    /** When the signature says it was made, if this kind of key says so. */
    Optional<Instant> timeOf(NoteSignature signature) {
        return kind.isCosignature()
                ? TimedSignature.parse(signature.payload()).map(TimedSignature::time)
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key
                && name.equals(key.name)
                && kind == key.kind
                && publicKey.equals(key.publicKey);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The vkey. */
    @Override
    public String toString() {
        return EncodedKey.write(name, id, kind, publicKey.bytes());
    }
}
