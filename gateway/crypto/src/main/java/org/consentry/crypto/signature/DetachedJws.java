package org.consentry.crypto.signature;

import java.security.PrivateKey;
import java.util.Base64;
import java.util.Optional;

/**
 * A patient's or practitioner's signature: a detached ES256 JWS (RFC 7515 appendix F) over bytes both sides know, made
 * by a key whose RFC 7638 thumbprint is the header's {@code kid}.
 *
 * <p>The header needs {@code alg} ES256 and {@code kid}; {@code typ} and others may stand there and do not matter, except
 * {@code crit} and {@code b64}, which are refused.
 */
public final class DetachedJws {
    private DetachedJws() {}

    /** Signs, for devices, tests and tools that hold the key themselves. */
    public static String sign(byte[] payload, PrivateKey key, KeyThumbprint keyName) {
        String header = JwsHeader.encoded("{\"alg\":\"ES256\",\"kid\":\"" + keyName.value() + "\",\"typ\":\"JOSE\"}");
        return compact(
                header, Es256.signing(key).header(header).payload(payload).sign());
    }

    /** Checks a signature by that key over exactly these bytes; for a resource, its canonical form. */
    public static Verification verify(String jws, byte[] payload, PublicJwk key) {
        return switch (CompactJws.read(jws)) {
            case CompactJws.Unusable unusable -> unusable.why();
            case CompactJws.Parsed parsed -> check(parsed.jws(), payload, key);
        };
    }

    private static Verification check(CompactJws parts, byte[] payload, PublicJwk key) {
        KeyId name = key.thumbprint().asKeyId();
        if (!parts.header().keyId().equals(Optional.of(name.value()))) {
            return new Verification.Malformed(Verification.Reason.WRONG_KEY_NAME);
        }
        boolean matches = Es256.verifying(key.toPublicKey())
                .header(parts.encodedHeader())
                .payload(payload)
                .matches(parts.signature());
        return matches
                ? new Verification.Valid(name, parts.header().time().orElse(""))
                : new Verification.BadSignature(name);
    }

    static String compact(String header, byte[] signature) {
        return header + ".." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }
}
