package org.consentry.crypto.signature;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A P-256 key that signs, under the name verifiers know it by.
 *
 * @param id the header's {@code kid}
 * @param key any JCA private key, also one that lives in hardware
 * @param certificates the header's {@code x5c}, the key's own certificate first; may be empty
 */
public record SigningKey(KeyId id, PrivateKey key, List<X509Certificate> certificates) {
    public SigningKey {
        if (!key.getAlgorithm().equals("EC")) {
            throw new IllegalArgumentException("ES256 needs an EC key");
        }
        certificates = List.copyOf(certificates);
    }

    /** The certificates as RFC 7515 section 4.1.6 carries them. */
    List<String> encodedCertificates() {
        return certificates.stream().map(SigningKey::encoded).toList();
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException broken) {
            throw new IllegalArgumentException("the certificate has no DER form", broken);
        }
    }

    /** Names the key and never shows it. */
    @Override
    public String toString() {
        return "SigningKey[" + id.value() + "]";
    }
}
