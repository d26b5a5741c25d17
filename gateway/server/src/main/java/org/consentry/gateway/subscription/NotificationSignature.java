package org.consentry.gateway.subscription;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.security.interfaces.ECPrivateKey;
import java.text.ParseException;
import java.util.Map;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.proof.signature.SignatureSettings;
import org.springframework.stereotype.Component;

/**
 * Signs the body of a notification with the gateway's own key: a detached ES256 JWS (RFC 7515 appendix F) over exactly
 * the bytes that are sent. Its {@code kid} is the key's RFC 7638 thumbprint, and the key is in {@link #keySet()}.
 */
@Component
public class NotificationSignature {
    /** The header that carries it. */
    public static final String HEADER = "X-JWS-Signature";

    private final ECPrivateKey key;
    private final PublicJwk publicKey;

    NotificationSignature(SignatureSettings settings) {
        try {
            ECKey jwk = ECKey.parse(Files.readString(settings.keyFile()));
            this.key = jwk.toECPrivateKey();
            this.publicKey = PublicJwk.of(jwk.toECPublicKey());
        } catch (IOException | ParseException | JOSEException e) {
            throw new IllegalArgumentException("gateway.signature.key-file cannot be read as a JWK", e);
        }
    }

    String of(byte[] body) {
        return DetachedJws.sign(body, key, publicKey.thumbprint());
    }

    /** The public key as the one member of a JWK Set (RFC 7517), to be made JSON. */
    public Map<String, Object> keySet() {
        try {
            Map<String, Object> jwk =
                    new java.util.TreeMap<>(ECKey.parse(publicKey.toJson()).toJSONObject());
            jwk.put("kid", publicKey.thumbprint().value());
            jwk.put("use", "sig");
            jwk.put("alg", "ES256");
            return Map.of("keys", java.util.List.of(jwk));
        } catch (ParseException e) {
            throw new IllegalStateException("our own key", e);
        }
    }
}
