package org.consentry.crypto.umbral;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/** The same bytes in every run: SHA-256 of the seed and a counter. For test vectors only. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;
    private long counter;
    private byte[] block = new byte[0];
    private int used;

    SeededRandom(String seed) {
        super(null, null);
        this.seed = seed.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void nextBytes(byte[] out) {
        for (int i = 0; i < out.length; i++) {
            if (used == block.length) {
                MessageDigest digest = Hashing.sha256();
                digest.update(seed);
                block = digest.digest(
                        ByteBuffer.allocate(Long.BYTES).putLong(counter++).array());
                used = 0;
            }
            out[i] = block[used++];
        }
    }

    @Override
    public String getAlgorithm() {
        return "SHA-256 counter";
    }
}
