package org.consentry.gateway.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.consentry.crypto.signature.BundleSigner;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Signatory;
import org.consentry.crypto.signature.SigningKey;
import org.consentry.gateway.identity.OrganizationId;
import tools.jackson.databind.json.JsonMapper;

/** A hospital that signs what it hands in. */
public final class MemberPen {
    private final OrganizationId member;
    private final ECKey key;

    public MemberPen(OrganizationId member) {
        this.member = member;
        try {
            key = new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half. */
    public PublicJwk key() {
        try {
            return PublicJwk.of(key.toECPublicKey());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The Bundle with the hospital's signature. */
    public String signed(String bundle) {
        return signed(bundle, Instant.now());
    }

    public String signed(String bundle, Instant when) {
        try {
            SigningKey signing = new SigningKey(key().thumbprint().asKeyId(), key.toECPrivateKey(), List.of());
            BundleSigner signer = new BundleSigner(signing, new Signatory(member.reference(), member.value()));
            byte[] bytes = bundle.getBytes(UTF_8);
            byte[] signed = signer.sign(JsonCanonicalizer.strict().read(bytes).orThrow(), when)
                    .attachedTo(bytes);
            return new String(signed, UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String jwsOf(String signed) {
        String data = JsonMapper.builder()
                .build()
                .readTree(signed)
                .at("/signature/data")
                .asString();
        return new String(Base64.getDecoder().decode(data), US_ASCII);
    }
}
