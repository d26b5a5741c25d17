package org.consentry.crypto.signature;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A public P-256 key in JSON Web Key form (RFC 7517, RFC 7518 section 6.2).
 *
 * <p>There is no way to make one that carries a private member: reading refuses {@code d} and the private members of
 * every other key type, even when they are empty or of the wrong type.
 */
public record PublicJwk(BigInteger x, BigInteger y) {
    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
    private static final JsonCanonicalizer JSON = new JsonCanonicalizer(JsonCanonicalizer.Numbers.EXACT, 8);
    private static final int LONGEST = 16 * 1024;

    public PublicJwk {
        if (x.signum() < 0 || y.signum() < 0 || !P256.contains(x, y)) {
            throw new IllegalArgumentException("the point is not on P-256");
        }
    }

    /** The key of a JDK object; anything but P-256 is a mistake of the caller. */
    public static PublicJwk of(ECPublicKey key) {
        if (!P256.isCurveOf(key.getParams())) {
            throw new IllegalArgumentException("the key is not on P-256");
        }
        return new PublicJwk(key.getW().getAffineX(), key.getW().getAffineY());
    }

    /** Reads one key from JSON, at most 16 KiB. */
    public static JwkReading parse(byte[] json) {
        if (json.length > LONGEST) {
            return refused(JwkReading.Reason.MALFORMED);
        }
        return switch (JSON.read(json)) {
            case Canonicalization.Canonical canonical -> read(canonical.json().root());
            case Canonicalization.Refused refused -> refused(JwkReading.Reason.MALFORMED);
        };
    }

    private static JwkReading read(JsonCursor jwk) {
        if (!jwk.isObject()) {
            return refused(JwkReading.Reason.MALFORMED);
        }
        if (jwk.names().stream().anyMatch(PRIVATE_MEMBERS::contains)) {
            return refused(JwkReading.Reason.PRIVATE);
        }
        if (!has(jwk, "kty", "EC") || !has(jwk, "crv", "P-256")) {
            return refused(JwkReading.Reason.WRONG_TYPE);
        }
        Optional<BigInteger> x = coordinate(jwk, "x");
        Optional<BigInteger> y = coordinate(jwk, "y");
        if (x.isEmpty() || y.isEmpty()) {
            return refused(JwkReading.Reason.BAD_COORDINATE);
        }
        return P256.contains(x.get(), y.get())
                ? new JwkReading.Accepted(new PublicJwk(x.get(), y.get()))
                : refused(JwkReading.Reason.NOT_ON_CURVE);
    }

    /** The same key for the JDK's signature and key agreement classes. */
    public ECPublicKey toPublicKey() {
        return P256.key(x, y);
    }

    /** RFC 7638: SHA-256 over the required members in lexical order. */
    public KeyThumbprint thumbprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(toJson().getBytes(StandardCharsets.US_ASCII));
            return new KeyThumbprint(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    /** The required members only, in canonical form. */
    public String toJson() {
        return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(base64(x), base64(y));
    }

    private static boolean has(JsonCursor jwk, String name, String value) {
        return jwk.member(name)
                .flatMap(JsonCursor::string)
                .filter(value::equals)
                .isPresent();
    }

    private static Optional<BigInteger> coordinate(JsonCursor jwk, String name) {
        return jwk.member(name)
                .flatMap(JsonCursor::string)
                .flatMap(Base64Text::url)
                .filter(bytes -> bytes.length == P256.COORDINATE)
                .map(bytes -> new BigInteger(1, bytes));
    }

    private static String base64(BigInteger number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(P256.fixed(number));
    }

    private static JwkReading refused(JwkReading.Reason reason) {
        return new JwkReading.Refused(reason);
    }
}
