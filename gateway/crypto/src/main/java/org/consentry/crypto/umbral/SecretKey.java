package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A secret key. Close it when it is no longer needed: its bytes are overwritten then, and every later use fails. Numbers
 * computed from it during an operation are garbage-collected, not overwritten; the JDK offers no way to.
 */
public final class SecretKey implements AutoCloseable {

    /** Length of {@link #toSecretBytes()}. */
    public static final int LENGTH = Secp256k1.SCALAR;

    private final byte[] scalar;
    private final PublicKey publicKey;
    private boolean closed;

    private SecretKey(BigInteger scalar) {
        this.scalar = Secp256k1.bytes(scalar);
        this.publicKey = new PublicKey(Secp256k1.timesG(scalar));
    }

    static SecretKey of(BigInteger scalar) {
        return new SecretKey(scalar);
    }

    /** A new key. */
    public static SecretKey random(SecureRandom random) {
        return new SecretKey(Secp256k1.random(random));
    }

    /** Reads 32 bytes, big-endian; zero and numbers from the curve's order on are refused. */
    public static Checked<SecretKey> fromBytes(byte[] bytes) {
        return Fault.guard(() -> {
            Fault.unless(bytes.length == LENGTH, Flaw.WRONG_LENGTH);
            return new SecretKey(Secp256k1.scalar(bytes));
        });
    }

    /** The key itself; whoever asks must overwrite the array. */
    public byte[] toSecretBytes() {
        refuseIfClosed();
        return scalar.clone();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    BigInteger scalar() {
        refuseIfClosed();
        return new BigInteger(1, scalar);
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the secret key was closed");
        }
    }

    @Override
    public void close() {
        Arrays.fill(scalar, (byte) 0);
        closed = true;
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "SecretKey[...]";
    }
}
