package org.consentry.crypto.umbral;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Derives any number of keys from one seed: one delegating key per scope of sharing, so that fragments for one scope are
 * worthless in another. The patient keeps the seed; nothing else has to be backed up.
 */
public final class SecretKeyFactory implements AutoCloseable {

    /** Length of a seed and of {@link #toSecretBytes()}. */
    public static final int SEED_LENGTH = 32;

    /** Length of {@link #makeSecret}. */
    public static final int SECRET_LENGTH = 64;

    private static final byte[] SECRET = tag("SECRET_DERIVATION/");
    private static final byte[] KEY = tag("KEY_DERIVATION/");
    private static final byte[] FACTORY = tag("FACTORY_DERIVATION/");

    private final byte[] seed;

    private SecretKeyFactory(byte[] seed) {
        this.seed = seed;
    }

    public static SecretKeyFactory random(SecureRandom random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return new SecretKeyFactory(seed);
    }

    /** The factory of a seed that somebody kept. The seed must be uniformly random, never a password. */
    public static Checked<SecretKeyFactory> fromSeed(byte[] seed) {
        return seed.length == SEED_LENGTH
                ? new Checked.Accepted<>(new SecretKeyFactory(seed.clone()))
                : new Checked.Refused<>(Flaw.WRONG_LENGTH);
    }

    /** 64 secret bytes for a label. */
    public byte[] makeSecret(byte[] label) {
        return Hashing.derive(seed, join(SECRET, label), SECRET_LENGTH);
    }

    /** The key for a label. */
    public SecretKey makeKey(byte[] label) {
        byte[] info = join(KEY, label);
        byte[] secret = Hashing.derive(seed, info, SECRET_LENGTH);
        try {
            return SecretKey.of(Hashing.toScalar(info, secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** The factory for a label, independent of this one's keys. */
    public SecretKeyFactory makeFactory(byte[] label) {
        return new SecretKeyFactory(Hashing.derive(seed, join(FACTORY, label), SEED_LENGTH));
    }

    /** The seed; whoever asks must overwrite the array. */
    public byte[] toSecretBytes() {
        return seed.clone();
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }

    /** Never shows the seed. */
    @Override
    public String toString() {
        return "SecretKeyFactory[...]";
    }

    private static byte[] tag(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] tag, byte[] label) {
        byte[] out = Arrays.copyOf(tag, tag.length + label.length);
        System.arraycopy(label, 0, out, tag.length, label.length);
        return out;
    }
}
