package org.consentry.crypto.signature;

import java.util.regex.Pattern;

/**
 * Who signs, for {@code Signature.who}.
 *
 * @param reference a FHIR reference such as {@code Organization/hospital-a}
 * @param identifier the name in the signer's certificate, so that readers can compare the two
 */
public record Signatory(String reference, String identifier) {
    private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}\"\\\\]{1,256}");

    public Signatory {
        if (!FORM.matcher(reference).matches() || !FORM.matcher(identifier).matches()) {
            throw new IllegalArgumentException(
                    "a signatory's names are 1 to 256 characters without quote or backslash");
        }
    }
}
