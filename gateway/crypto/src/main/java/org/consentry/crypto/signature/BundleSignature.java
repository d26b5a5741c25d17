package org.consentry.crypto.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A signature over a FHIR resource, as the members of the Signature datatype.
 *
 * @param when {@code Signature.when} and the header's {@code sigT}, the same text
 * @param jws the detached JWS in compact form
 * @param form what was signed
 */
public record BundleSignature(String when, String jws, SignedForm form, Commitment commitment, Signatory signatory) {

    /** The value of {@code Signature.sigFormat}. */
    public static final String SIG_FORMAT = "application/jose";

    /** The FHIR Signature element as JSON. */
    public String element() {
        String data = Base64.getEncoder().encodeToString(jws.getBytes(StandardCharsets.US_ASCII));
        return """
                {"type":[{"system":"%s","code":"%s","display":"%s"}],"when":"%s",\
                "who":{"reference":"%s","identifier":{"value":"%s"}},\
                "targetFormat":"%s","sigFormat":"%s","data":"%s"}""".formatted(
                        Commitment.SYSTEM,
                        commitment.code(),
                        commitment.display(),
                        when,
                        signatory.reference(),
                        signatory.identifier(),
                        form.targetFormat(),
                        SIG_FORMAT,
                        data);
    }

    /** The bundle's bytes with the element put in as the last member; the other bytes are not touched. */
    public byte[] attachedTo(byte[] unsignedBundle) {
        int close = unsignedBundle.length - 1;
        while (close > 0 && unsignedBundle[close] != '}') {
            close--;
        }
        byte[] member = (",\"signature\":" + element()).getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[unsignedBundle.length + member.length];
        System.arraycopy(unsignedBundle, 0, out, 0, close);
        System.arraycopy(member, 0, out, close, member.length);
        System.arraycopy(unsignedBundle, close, out, close + member.length, unsignedBundle.length - close);
        return out;
    }
}
