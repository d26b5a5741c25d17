package org.consentry.crypto.signature;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Signs FHIR resources with one key: a detached ES256 JWS over the canonical form (RFC 8785), with the header HL7's
 * validator reads: {@code alg, typ, kid, x5c, sigT, canon, srCms}.
 *
 * <p>What is signed: {@link SignedForm#DOCUMENT} for a Bundle, that is its canonical form without {@code id},
 * {@code meta} and {@code signature} of the Bundle itself. May be used by any number of threads.
 */
public final class BundleSigner {
    private final SigningKey key;
    private final Signatory signatory;

    public BundleSigner(SigningKey key, Signatory signatory) {
        this.key = key;
        this.signatory = signatory;
    }

    /** Signs a Bundle as the source of what it holds. */
    public BundleSignature sign(CanonicalJson bundle, Instant when) {
        return sign(bundle, when, SignedForm.DOCUMENT, Commitment.SOURCE);
    }

    /** Signs any resource. The time is cut to milliseconds, which is what a FHIR instant usually carries. */
    public BundleSignature sign(CanonicalJson resource, Instant when, SignedForm form, Commitment commitment) {
        String time = DateTimeFormatter.ISO_INSTANT.format(when.truncatedTo(ChronoUnit.MILLIS));
        String header = JwsHeader.write(key, time, form, commitment);
        byte[] signature = Es256.signing(key.key())
                .header(header)
                .payload(form.of(resource))
                .sign();
        return new BundleSignature(time, DetachedJws.compact(header, signature), form, commitment, signatory);
    }
}
