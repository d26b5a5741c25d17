package org.consentry.ledger.note;

import java.security.SecureRandom;
import java.time.Instant;
import org.consentry.ledger.Malformed;

/**
 * A private key with its name: {@code PRIVATE+KEY+<name>+<hex key id>+<base64 of type and seed>}, as Go's note package
 * writes it.
 *
 * <p>May be used from several threads at once.
 */
public final class SigningKey {
    private static final String PREFIX = "PRIVATE+KEY+";

    private final KeyMaterial seed;
    private final VerifierKey verifier;

    private SigningKey(KeyName name, KeyKind kind, byte[] seed) {
        if (seed.length != Ed25519Keys.SEED_LENGTH) {
            throw new Malformed("private key", Ed25519Keys.SEED_LENGTH + " bytes long");
        }
        this.seed = new KeyMaterial(seed);
        byte[] publicKey =
                kind == KeyKind.ML_DSA_44_COSIGNATURE ? MlDsaKeys.publicKey(seed) : Ed25519Keys.publicKey(seed);
        this.verifier = new VerifierKey(name, kind, publicKey);
    }

    /** Makes a new key. */
    public static SigningKey generate(KeyName name, KeyKind kind, SecureRandom random) {
        byte[] seed = new byte[Ed25519Keys.SEED_LENGTH];
        random.nextBytes(seed);
        return new SigningKey(name, kind, seed);
    }

    /**
     * Reads an encoded private key.
     *
     * @throws Malformed if any part is wrong; the message holds nothing of the key
     */
    public static SigningKey parse(String skey) {
        if (!skey.startsWith(PREFIX)) {
            throw new Malformed("private key", "marked as one");
        }
        EncodedKey encoded = EncodedKey.parse("private key", skey.substring(PREFIX.length()));
        SigningKey key =
                new SigningKey(encoded.name(), encoded.kind(), encoded.key().bytes());
        if (!key.verifier.id().equals(encoded.id())) {
            throw new Malformed("private key", "written with the id of its own key");
        }
        return key;
    }

    /** The public half. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** The private key as text, for the one file that holds it. */
    public String encoded() {
        return PREFIX + EncodedKey.write(verifier.name(), verifier.id(), verifier.kind(), seed.bytes());
    }

    /**
     * Signs a note text.
     *
     * @throws IllegalStateException if this key may only cosign
     */
    public NoteSignature sign(String text) {
        if (verifier.kind().isCosignature()) {
            throw new IllegalStateException("a cosignature key signs nothing but checkpoints of others");
        }
        return new NoteSignature(verifier.name(), verifier.id(), Ed25519Keys.sign(seed.bytes(), SignedNote.utf8(text)));
    }

    /**
     * Signs a checkpoint as the log whose key this is. With an ML-DSA-44 key a log signs in the form of a cosignature, and
     * with no time: it does not say that the tree is the largest it has seen.
     *
     * @throws IllegalStateException if this is a witness's Ed25519 key
     */
    public NoteSignature signAsLog(Checkpoint checkpoint) {
        return verifier.kind() == KeyKind.ML_DSA_44_COSIGNATURE
                ? cosign(checkpoint, Instant.EPOCH)
                : sign(checkpoint.text());
    }

    /**
     * Cosigns a checkpoint: states that this is the largest consistent tree seen at that time.
     *
     * @throws IllegalStateException if this key is a log's own
     */
    public NoteSignature cosign(Checkpoint checkpoint, Instant time) {
        if (!verifier.kind().isCosignature()) {
            throw new IllegalStateException("a log's own key does not cosign");
        }
        TimedSignature timed =
                TimedSignature.make(verifier.kind(), verifier.name(), seed.bytes(), checkpoint.text(), time);
        return new NoteSignature(verifier.name(), verifier.id(), timed.bytes());
    }

    /** Names the key; holds nothing secret. */
    @Override
    public String toString() {
        return "SigningKey[" + verifier.name() + "+" + verifier.id().hex() + "]";
    }
}
