package org.consentry.ledger.entry;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;

/**
 * The secret that turns identifiers into pseudonyms. The same key and identifier always give the same pseudonym;
 * destroying the key makes all of its pseudonyms anonymous. May be used from several threads at once.
 */
public final class PseudonymKey {
    private static final int SHORTEST = 32;
    private static final String DOMAIN = "consentry/ledger/subject/v1\n";

    private final byte[] key;

    private PseudonymKey(byte[] key) {
        this.key = key;
    }

    /**
     * Takes a key.
     *
     * @throws Malformed if it has fewer than 32 bytes
     */
    public static PseudonymKey of(byte[] key) {
        if (key.length < SHORTEST) {
            throw new Malformed("pseudonym key", "at least " + SHORTEST + " bytes");
        }
        return new PseudonymKey(key.clone());
    }

    /** Draws a new key. */
    public static PseudonymKey random(SecureRandom random) {
        byte[] key = new byte[SHORTEST];
        random.nextBytes(key);
        return new PseudonymKey(key);
    }

    /**
     * The pseudonym of a subject.
     *
     * @param subject the identifier in its one spelling, such as a patient's logical id
     */
    public Pseudonym of(String subject) {
        HMac mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(key));
        byte[] message = (DOMAIN + subject).getBytes(StandardCharsets.UTF_8);
        mac.update(message, 0, message.length);
        byte[] value = new byte[mac.getMacSize()];
        mac.doFinal(value, 0);
        return new Pseudonym(Hash.of(value));
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "PseudonymKey";
    }
}
