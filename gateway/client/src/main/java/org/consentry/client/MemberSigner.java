package org.consentry.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.X509CertUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.BundleSigner;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Signatory;
import org.consentry.crypto.signature.SigningKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A member's signing key and what it is for: signing Bundles before they are handed in. The signature is a detached ES256
 * JWS in {@code Bundle.signature}; the gateway refuses it unless the key's public half was registered there.
 *
 * <p>The key lives in a file as a private JWK (P-256). Its certificate ({@code x5c}), self-signed or from the hospital's
 * own authority, is for other verifiers, such as HL7's validator; the gateway trusts what was registered.
 */
public final class MemberSigner {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SigningKey key;
    private final PublicJwk publicKey;

    private MemberSigner(ECKey key) throws IOException {
        try {
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve())) {
                throw new IOException("the signing key must be a private P-256 key");
            }
            publicKey = PublicJwk.of(key.toECPublicKey());
            this.key = new SigningKey(publicKey.thumbprint().asKeyId(), key.toECPrivateKey(), certificates(key));
        } catch (JOSEException e) {
            throw new IOException("the signing key's file does not hold a P-256 key", e);
        }
    }

    /**
     * Makes a key with a certificate for this organization and writes it to a new file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    public static MemberSigner create(Path file, String organization, Instant now) throws IOException {
        try {
            ECKey key =
                    new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
            X509Certificate own = OwnCertificate.of(key.toKeyPair(), organization, now);
            ECKey certified = new ECKey.Builder(key)
                    .x509CertChain(List.of(Base64.encode(own.getEncoded())))
                    .build();
            KeyFile.write(file, certified.toJSONString().getBytes(StandardCharsets.UTF_8));
            return new MemberSigner(certified);
        } catch (JOSEException | CertificateEncodingException e) {
            throw new IOException("a signing key cannot be made here", e);
        }
    }

    /** Reads a key. @throws IOException if there is none, or it is not in form */
    public static MemberSigner read(Path file) throws IOException {
        try {
            return new MemberSigner(ECKey.parse(Files.readString(file)));
        } catch (ParseException e) {
            // Without the cause: its text may quote the file.
            throw new IOException("the signing key's file does not hold a private P-256 JWK");
        }
    }

    /** The public half, to be registered. */
    public PublicJwk publicKey() {
        return publicKey;
    }

    /**
     * Signs a Bundle; nothing of it is changed but that {@code signature} is added.
     *
     * @param bundle UTF-8 JSON without a signature
     * @param organization the member's logical id at the gateway
     * @throws Untrusted if it is not a Bundle, is signed already, or has no canonical form
     */
    public byte[] sign(byte[] bundle, String organization, Instant when) throws Untrusted {
        requireUnsigned(bundle);
        if (!(JsonCanonicalizer.strict().read(bundle) instanceof Canonicalization.Canonical canonical)) {
            throw new Untrusted("the Bundle holds a number or a text that has no canonical form");
        }
        return new BundleSigner(key, new Signatory("Organization/" + organization, subject(organization)))
                .sign(canonical.json(), when)
                .attachedTo(bundle);
    }

    private static void requireUnsigned(byte[] bundle) throws Untrusted {
        try {
            JsonNode json = JSON.readTree(bundle);
            if (!json.path("resourceType").asString("").equals("Bundle")) {
                throw new Untrusted("only a Bundle can be signed");
            }
            if (json.has("signature")) {
                throw new Untrusted("the Bundle is signed already");
            }
        } catch (JacksonException e) {
            throw new Untrusted("the Bundle is not JSON");
        }
    }

    /** Verifiers compare it with the certificate's subject. */
    private String subject(String organization) {
        return Optional.of(key.certificates())
                .filter(chain -> !chain.isEmpty())
                .map(chain -> chain.getFirst().getSubjectX500Principal().getName())
                .orElse(organization);
    }

    private static List<X509Certificate> certificates(ECKey key) {
        return key.getX509CertChain() == null
                ? List.of()
                : key.getX509CertChain().stream()
                        .map(encoded -> X509CertUtils.parse(encoded.decode()))
                        .toList();
    }

    /** Names the key and never shows it. */
    @Override
    public String toString() {
        return "MemberSigner[" + key.id().value() + "]";
    }
}
