package org.consentry.local;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Elliptic-curve keys as JSON Web Keys (RFC 7517, RFC 7518 section 6.2), named by their thumbprint (RFC 7638). */
final class EcJwk {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The curve and the signature algorithm that goes with it. */
    enum Curve {
        P256("P-256", "secp256r1", "ES256", 32),
        P384("P-384", "secp384r1", "ES384", 48);

        private final String crv;
        private final String jcaName;
        private final String algorithm;
        private final int bytes;

        Curve(String crv, String jcaName, String algorithm, int bytes) {
            this.crv = crv;
            this.jcaName = jcaName;
            this.algorithm = algorithm;
            this.bytes = bytes;
        }

        String algorithm() {
            return algorithm;
        }
    }

    private EcJwk() {}

    /** A new private key. */
    static ObjectNode generate(Curve curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve.jcaName));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey point = (ECPublicKey) pair.getPublic();
            String x = coordinate(point.getW().getAffineX(), curve.bytes);
            String y = coordinate(point.getW().getAffineY(), curve.bytes);
            return JSON.createObjectNode()
                    .put("kty", "EC")
                    .put("crv", curve.crv)
                    .put("alg", curve.algorithm)
                    .put("use", "sig")
                    .put("kid", thumbprint(curve, x, y))
                    .put("x", x)
                    .put("y", y)
                    .put("d", coordinate(((ECPrivateKey) pair.getPrivate()).getS(), curve.bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + curve.crv, e);
        }
    }

    /** A JWK Set with the public half of this key. */
    static String publicSet(ObjectNode privateKey) {
        ObjectNode set = JSON.createObjectNode();
        set.putArray("keys").add(privateKey.deepCopy().without("d"));
        return set.toString();
    }

    private static String thumbprint(Curve curve, String x, String y) throws GeneralSecurityException {
        String canonical = "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(curve.crv, x, y);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static String coordinate(BigInteger value, int bytes) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[bytes];
        int length = Math.min(signed.length, bytes);
        System.arraycopy(signed, signed.length - length, fixed, bytes - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
