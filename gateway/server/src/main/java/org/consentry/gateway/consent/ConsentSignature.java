package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Verification;
import org.consentry.gateway.record.StoredVersion;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The patient's signature over a consent: a detached ES256 JWS over the canonical form (RFC 8785) of the Consent without
 * {@code meta}, which the server sets afterwards.
 */
final class ConsentSignature {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConsentSignature() {}

    /** The bytes to sign. */
    static byte[] payload(byte[] consent) {
        return JsonCanonicalizer.strict()
                .read(consent)
                .orThrow()
                .without(Set.of("meta"))
                .bytes();
    }

    static boolean verifies(String jws, byte[] consent, PublicJwk key) {
        return DetachedJws.verify(jws, payload(consent), key) instanceof Verification.Valid;
    }

    static byte[] provenance(String id, StoredVersion consent, String patientId, String jws, Instant at) {
        String patient = "Patient/" + patientId;
        ObjectNode provenance = JSON.createObjectNode();
        provenance.put("resourceType", "Provenance").put("id", id);
        provenance.putArray("target").addObject().put("reference", consent.versionedReference());
        provenance.put("recorded", at.toString());
        provenance.putArray("agent").addObject().putObject("who").put("reference", patient);
        ObjectNode signature = provenance.putArray("signature").addObject();
        signature
                .putArray("type")
                .addObject()
                .put("system", "urn:iso-astm:E1762-95:2013")
                .put("code", "1.2.840.10065.1.12.1.7")
                .put("display", "Consent Signature");
        signature.put("when", at.toString());
        signature.putObject("who").put("reference", patient);
        signature.put(
                "targetFormat",
                "application/fhir+json;canonicalization=http://hl7.org/fhir/canonicalization/json#static");
        signature.put("sigFormat", "application/jose");
        signature.put("data", Base64.getEncoder().encodeToString(jws.getBytes(StandardCharsets.US_ASCII)));
        return provenance.toString().getBytes(StandardCharsets.UTF_8);
    }
}
