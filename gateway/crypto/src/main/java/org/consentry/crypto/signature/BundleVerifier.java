package org.consentry.crypto.signature;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import org.consentry.crypto.signature.Verification.Reason;

/**
 * Checks what {@link BundleSigner} makes, and what any other signer makes by the same rules.
 *
 * <p>Trust comes from the caller's {@link VerificationKeys} alone. A certificate in the header is only compared: it must
 * be for the key that {@code kid} names, and never adds a key.
 */
public final class BundleVerifier {
    private final VerificationKeys keys;
    private final JsonCanonicalizer canonicalizer;

    public BundleVerifier(VerificationKeys keys) {
        this.keys = keys;
        this.canonicalizer = JsonCanonicalizer.strict();
    }

    /** Checks a resource that carries its signature in the member {@code signature}, as Bundle does. */
    public Verification verify(byte[] signedResource) {
        if (!(canonicalizer.read(signedResource) instanceof Canonicalization.Canonical canonical)) {
            return new Verification.Malformed(Reason.NOT_CANONICAL);
        }
        CanonicalJson resource = canonical.json();
        Optional<JsonCursor> element = resource.root().member("signature");
        return element.isEmpty() ? new Verification.Malformed(Reason.NO_SIGNATURE) : verify(resource, element.get());
    }

    /** Checks a signature that stands elsewhere, as in {@code Provenance.signature}: the FHIR Signature element as JSON. */
    public Verification verify(CanonicalJson resource, byte[] signatureElement) {
        return canonicalizer.read(signatureElement) instanceof Canonicalization.Canonical element
                ? verify(resource, element.json().root())
                : new Verification.Malformed(Reason.NO_SIGNATURE);
    }

    private Verification verify(CanonicalJson resource, JsonCursor element) {
        Optional<String> when = text(element, "when");
        Optional<String> data = text(element, "data");
        if (when.isEmpty() || data.isEmpty()) {
            return new Verification.Malformed(Reason.NO_SIGNATURE);
        }
        if (!text(element, "sigFormat").equals(Optional.of(BundleSignature.SIG_FORMAT))) {
            return new Verification.Malformed(Reason.WRONG_FORMAT);
        }
        Optional<byte[]> jws = Base64Text.standard(data.get());
        if (jws.isEmpty()) {
            return new Verification.Malformed(Reason.NOT_BASE64);
        }
        return switch (CompactJws.read(new String(jws.get(), StandardCharsets.ISO_8859_1))) {
            case CompactJws.Unusable unusable -> unusable.why();
            case CompactJws.Parsed parsed -> verify(resource, parsed.jws(), when.get(), text(element, "targetFormat"));
        };
    }

    private Verification verify(CanonicalJson resource, CompactJws jws, String when, Optional<String> targetFormat) {
        JwsHeader header = jws.header();
        Optional<SignedForm> form = header.canonicalization().flatMap(SignedForm::named);
        if (form.isEmpty()) {
            return new Verification.Malformed(Reason.WRONG_CANONICALIZATION);
        }
        if (!targetFormat.equals(Optional.of(form.get().targetFormat()))) {
            return new Verification.Malformed(Reason.WRONG_TARGET);
        }
        if (!header.time().equals(Optional.of(when))) {
            return new Verification.Malformed(Reason.WRONG_TIME);
        }
        if (header.keyId().isEmpty()) {
            return new Verification.Malformed(Reason.WRONG_KEY_NAME);
        }
        KeyId name = new KeyId(header.keyId().get());
        Optional<PublicJwk> key = keys.find(name);
        return key.isEmpty()
                ? new Verification.UnknownKey(name)
                : check(form.get().of(resource), jws, name, key.get());
    }

    private static Verification check(CanonicalJson payload, CompactJws jws, KeyId name, PublicJwk key) {
        if (!jws.header().certificates().isEmpty()
                && !isFor(key, jws.header().certificates().getFirst())) {
            return new Verification.Malformed(Reason.WRONG_CERTIFICATE);
        }
        boolean matches = Es256.verifying(key.toPublicKey())
                .header(jws.encodedHeader())
                .payload(payload)
                .matches(jws.signature());
        return matches
                ? new Verification.Valid(name, jws.header().time().orElse(""))
                : new Verification.BadSignature(name);
    }

    private static boolean isFor(PublicJwk key, String certificate) {
        Optional<byte[]> der = Base64Text.standard(certificate);
        if (der.isEmpty()) {
            return false;
        }
        try {
            var parsed =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der.get()));
            return parsed.getPublicKey() instanceof ECPublicKey point
                    && P256.isCurveOf(point.getParams())
                    && PublicJwk.of(point).equals(key);
        } catch (CertificateException notACertificate) {
            return false;
        }
    }

    private static Optional<String> text(JsonCursor element, String name) {
        return element.member(name).flatMap(JsonCursor::string);
    }
}
