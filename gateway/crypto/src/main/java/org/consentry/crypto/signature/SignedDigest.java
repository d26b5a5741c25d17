package org.consentry.crypto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.Optional;

/**
 * What a bundle signature covers, as the digest that ES256 signs: SHA-256 of the JWS signing input. Whoever may not keep
 * the content keeps this, and can check the signature again for as long as the key is known.
 *
 * @param sha256 32 bytes
 */
public record SignedDigest(byte[] sha256) {
    private static final int LENGTH = 32;

    public SignedDigest {
        if (sha256.length != LENGTH) {
            throw new IllegalArgumentException("SHA-256 is 32 bytes");
        }
        sha256 = sha256.clone();
    }

    /**
     * The digest that a detached JWS of this resource signs.
     *
     * @param jws in compact form, as in {@link BundleSignature#jws()}
     * @return empty unless the JWS is one that {@link BundleVerifier} can check
     */
    public static Optional<SignedDigest> of(CanonicalJson resource, String jws) {
        if (!(CompactJws.read(jws) instanceof CompactJws.Parsed parsed)) {
            return Optional.empty();
        }
        return parsed.jws()
                .header()
                .canonicalization()
                .flatMap(SignedForm::named)
                .map(form -> digest(parsed.jws().encodedHeader(), form.of(resource)));
    }

    /** Checks a signature over this digest. The header is believed only as far as it is part of what was signed. */
    public Verification verify(String jws, VerificationKeys keys) {
        return switch (CompactJws.read(jws)) {
            case CompactJws.Unusable unusable -> unusable.why();
            case CompactJws.Parsed parsed -> verify(parsed.jws(), keys);
        };
    }

    private Verification verify(CompactJws jws, VerificationKeys keys) {
        if (jws.header().keyId().isEmpty()) {
            return new Verification.Malformed(Verification.Reason.WRONG_KEY_NAME);
        }
        KeyId name = new KeyId(jws.header().keyId().get());
        Optional<PublicJwk> key = keys.find(name);
        if (key.isEmpty()) {
            return new Verification.UnknownKey(name);
        }
        return matches(key.get(), jws.signature())
                ? new Verification.Valid(name, jws.header().time().orElse(""))
                : new Verification.BadSignature(name);
    }

    private boolean matches(PublicJwk key, byte[] signature) {
        try {
            Signature engine = Signature.getInstance("NONEwithECDSAinP1363Format");
            engine.initVerify(key.toPublicKey());
            engine.update(sha256);
            return engine.verify(signature);
        } catch (SignatureException notASignature) {
            // r or s out of range: as wrong as any other wrong signature.
            return false;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no ECDSA", missing);
        }
    }

    private static SignedDigest digest(String encodedHeader, CanonicalJson payload) {
        MessageDigest digest = sha256Digest();
        digest.update((encodedHeader + ".").getBytes(StandardCharsets.US_ASCII));
        try (OutputStream encoded = Base64.getUrlEncoder()
                .withoutPadding()
                .wrap(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            payload.writeTo(encoded);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new SignedDigest(digest.digest());
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    @Override
    public byte[] sha256() {
        return sha256.clone();
    }
}
