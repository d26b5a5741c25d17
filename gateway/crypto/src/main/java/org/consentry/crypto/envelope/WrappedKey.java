package org.consentry.crypto.envelope;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import java.security.interfaces.ECPrivateKey;
import java.text.ParseException;
import java.util.Arrays;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;

/**
 * A data key wrapped for a reader without Umbral: a compact JWE, ECDH-ES+A256KW on P-256 and A256GCM (RFC 7516, RFC 7518
 * section 4.6), made by the patient's device for a key of the reader's JWKS.
 */
public record WrappedKey(String compactJwe) {
    private static final int LONGEST = 4096;

    public WrappedKey {
        if (compactJwe.length() > LONGEST
                || compactJwe.chars().filter(c -> c == '.').count() != 4) {
            throw new IllegalArgumentException("not a compact JWE of a data key");
        }
    }

    /** What came of unwrapping. */
    public sealed interface Unwrapping {}

    /** The key. */
    public record Unwrapped(DataKey key) implements Unwrapping {}

    /** Not for this private key, not these algorithms, or changed. */
    public record Refused() implements Unwrapping {}

    /** Wraps a data key for a reader's public key. */
    public static WrappedKey of(DataKey key, PublicJwk reader, KeyId readerKeyName) {
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
                .keyID(readerKeyName.value())
                .build();
        byte[] secret = key.toSecretBytes();
        try {
            JWEObject jwe = new JWEObject(header, new Payload(secret));
            jwe.encrypt(new ECDHEncrypter(reader.toPublicKey()));
            return new WrappedKey(jwe.serialize());
        } catch (JOSEException impossible) {
            throw new IllegalStateException("this JDK lacks ECDH-ES on P-256", impossible);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Whether its header says the right algorithms and this reader's key; whether it opens shows only with the key. */
    public boolean isFor(KeyId reader) {
        try {
            JWEHeader header = JWEObject.parse(compactJwe).getHeader();
            return isExpected(header) && reader.value().equals(header.getKeyID());
        } catch (ParseException | RuntimeException malformed) {
            // The library's parser has more ways than one to be surprised by a header.
            return false;
        }
    }

    private static boolean isExpected(JWEHeader header) {
        return header.getAlgorithm().equals(JWEAlgorithm.ECDH_ES_A256KW)
                && header.getEncryptionMethod().equals(EncryptionMethod.A256GCM)
                && header.getCompressionAlgorithm() == null;
    }

    /** Unwraps with the reader's private key. */
    public Unwrapping unwrap(ECPrivateKey reader) {
        try {
            JWEObject jwe = JWEObject.parse(compactJwe);
            if (!isExpected(jwe.getHeader())) {
                return new Refused();
            }
            jwe.decrypt(new ECDHDecrypter(reader));
            return asKey(jwe.getPayload().toBytes());
        } catch (JOSEException | ParseException | RuntimeException changed) {
            return new Refused();
        }
    }

    private static Unwrapping asKey(byte[] secret) {
        if (secret.length != DataKey.LENGTH) {
            return new Refused();
        }
        DataKey key = DataKey.of(secret);
        Arrays.fill(secret, (byte) 0);
        return new Unwrapped(key);
    }
}
