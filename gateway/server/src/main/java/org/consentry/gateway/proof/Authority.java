package org.consentry.gateway.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.X509CertUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.BundleSigner;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Signatory;
import org.consentry.crypto.signature.SigningKey;
import org.consentry.crypto.signature.VerificationKeys;
import org.consentry.gateway.identity.OrganizationId;

/** The authority's signing key, and the public half that verifies what it signed. */
record Authority(BundleSigner signer, KeyId keyId, PublicJwk publicKey) {
    static Authority load(Path file) {
        try {
            ECKey key = ECKey.parse(Files.readString(file));
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
                throw new IllegalArgumentException("gateway.signature.key-file must hold a private P-256 key");
            }
            PublicJwk publicKey = PublicJwk.of(key.toECPublicKey());
            KeyId id = new KeyId(key.getKeyID() == null ? publicKey.thumbprint().value() : key.getKeyID());
            SigningKey signing = new SigningKey(id, key.toECPrivateKey(), certificates(key));
            Signatory signatory = new Signatory(OrganizationId.AUTHORITY.reference(), id.value());
            return new Authority(new BundleSigner(signing, signatory), id, publicKey);
        } catch (IOException | ParseException | JOSEException e) {
            throw new IllegalArgumentException("gateway.signature.key-file cannot be read as a JWK", e);
        }
    }

    /** The keys that verify bundles signed here. */
    VerificationKeys keys() {
        return name -> name.equals(keyId) ? Optional.of(publicKey) : Optional.empty();
    }

    private static List<X509Certificate> certificates(ECKey key) {
        return key.getX509CertChain() == null
                ? List.of()
                : key.getX509CertChain().stream()
                        .map(encoded -> X509CertUtils.parse(encoded.decode()))
                        .toList();
    }
}
