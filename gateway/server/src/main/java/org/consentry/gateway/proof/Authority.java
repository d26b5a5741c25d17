package org.consentry.gateway.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.X509CertUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.crypto.signature.BundleSigner;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Signatory;
import org.consentry.crypto.signature.SigningKey;
import org.consentry.crypto.signature.VerificationKeys;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.SignatureSettings;

/**
 * The authority's signing key, and the public keys that verify what it signed, today and before.
 *
 * @param trusted every key that the authority has signed bundles with, the current one too
 */
record Authority(BundleSigner signer, KeyId keyId, Map<KeyId, PublicJwk> trusted) {
    private static final int MOST_KEYS = 100;

    Authority {
        trusted = Map.copyOf(trusted);
    }

    /** Reads the files of the settings. @throws IllegalArgumentException naming the setting that does not hold */
    static Authority load(SignatureSettings settings) {
        ECKey key = current(settings.keyFile());
        try {
            Map<KeyId, PublicJwk> trusted = new HashMap<>();
            if (settings.previousKeys().isPresent()) {
                trusted.putAll(previous(settings.previousKeys().get()));
            }
            trusted.put(id(key), PublicJwk.of(key.toECPublicKey()));
            SigningKey signing = new SigningKey(id(key), key.toECPrivateKey(), certificates(key));
            Signatory signatory = new Signatory(OrganizationId.AUTHORITY.reference(), id(key).value());
            return new Authority(new BundleSigner(signing, signatory), id(key), trusted);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("gateway.signature.key-file cannot be read as a JWK", e);
        }
    }

    /** The keys that verify bundles signed here. */
    VerificationKeys keys() {
        return name -> Optional.ofNullable(trusted.get(name));
    }

    private static ECKey current(Path file) {
        try {
            ECKey key = ECKey.parse(Files.readString(file));
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
                throw new IllegalArgumentException("gateway.signature.key-file must hold a private P-256 key");
            }
            return key;
        } catch (IOException | ParseException e) {
            throw new IllegalArgumentException("gateway.signature.key-file cannot be read as a JWK", e);
        }
    }

    private static Map<KeyId, PublicJwk> previous(Path file) {
        Map<KeyId, PublicJwk> keys = new HashMap<>();
        try {
            List<JWK> set = JWKSet.parse(Files.readString(file)).getKeys();
            if (set.size() > MOST_KEYS || set.stream().anyMatch(JWK::isPrivate)) {
                throw new IllegalArgumentException(
                        "gateway.signature.previous-keys-file must hold at most 100 keys, without private parts");
            }
            for (JWK key : set) {
                keys.put(id(key.toECKey()), PublicJwk.of(key.toECKey().toECPublicKey()));
            }
            return keys;
        } catch (IOException | ParseException | JOSEException | ClassCastException e) {
            throw new IllegalArgumentException("gateway.signature.previous-keys-file cannot be read as a JWK Set", e);
        }
    }

    private static KeyId id(ECKey key) throws JOSEException {
        return new KeyId(
                key.getKeyID() == null
                        ? PublicJwk.of(key.toECPublicKey()).thumbprint().value()
                        : key.getKeyID());
    }

    private static List<X509Certificate> certificates(ECKey key) {
        return key.getX509CertChain() == null
                ? List.of()
                : key.getX509CertChain().stream()
                        .map(encoded -> X509CertUtils.parse(encoded.decode()))
                        .toList();
    }
}
