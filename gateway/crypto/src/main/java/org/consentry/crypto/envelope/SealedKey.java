package org.consentry.crypto.envelope;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.Flaw;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.consentry.crypto.umbral.VerifiedKeyFrag;

/**
 * A data key in an Umbral capsule: what the gateway keeps beside the ciphertext and cannot open.
 *
 * <p>Bytes: the capsule (105, MessagePack), then the sealed key (24 nonce, 32 key, 16 tag).
 */
public final class SealedKey {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = Capsule.LENGTH + 24 + DataKey.LENGTH + 16;

    private final Sealed sealed;

    private SealedKey(Sealed sealed) {
        this.sealed = sealed;
    }

    /** Seals a data key to its owner. */
    public static SealedKey to(PublicKey owner, DataKey key, SecureRandom random) {
        byte[] secret = key.toSecretBytes();
        try {
            return new SealedKey(Sealed.to(owner, secret, random));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Reads {@link #toBytes()}. */
    public static Checked<SealedKey> fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            return new Checked.Refused<>(Flaw.WRONG_LENGTH);
        }
        byte[] ciphertext = Arrays.copyOfRange(bytes, Capsule.LENGTH, LENGTH);
        return Capsule.fromBytes(Arrays.copyOf(bytes, Capsule.LENGTH))
                .then(capsule -> new Checked.Accepted<>(new SealedKey(new Sealed(capsule, ciphertext))));
    }

    public byte[] toBytes() {
        byte[] out = Arrays.copyOf(sealed.capsule().toBytes(), LENGTH);
        System.arraycopy(sealed.ciphertext(), 0, out, Capsule.LENGTH, LENGTH - Capsule.LENGTH);
        return out;
    }

    /** What a proxy gives a reader; this object does not change. */
    public VerifiedCapsuleFrag reencrypt(VerifiedKeyFrag keyFrag, SecureRandom random) {
        return keyFrag.reencrypt(sealed.capsule(), random);
    }

    /** Opens for the owner. */
    public Checked<DataKey> open(SecretKey owner) {
        return asKey(sealed.open(owner));
    }

    /** Opens for a reader with enough capsule fragments. */
    public Checked<DataKey> open(SecretKey reader, PublicKey owner, Collection<VerifiedCapsuleFrag> fragments) {
        return asKey(sealed.open(reader, owner, fragments));
    }

    public Capsule capsule() {
        return sealed.capsule();
    }

    private static Checked<DataKey> asKey(Checked<byte[]> opened) {
        return opened.then(bytes -> {
            DataKey key = DataKey.of(bytes);
            Arrays.fill(bytes, (byte) 0);
            return new Checked.Accepted<>(key);
        });
    }
}
