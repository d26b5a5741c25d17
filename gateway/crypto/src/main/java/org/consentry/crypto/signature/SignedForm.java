package org.consentry.crypto.signature;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which part of a FHIR resource a signature covers, by the names of HL7's canonicalization methods
 * (<a href="https://hl7.org/fhir/json.html#canonical">json.html#canonical</a>).
 */
public enum SignedForm {
    /**
     * A Bundle wherever it is stored: everything except {@code id}, {@code meta} and {@code signature} of the root. What
     * its entries hold, their ids, versions and narratives included, is covered.
     */
    DOCUMENT("http://hl7.org/fhir/canonicalization/json#document"),

    /** One resource as it stands, its id and version included: everything except {@code signature} of the root. */
    RESOURCE("http://hl7.org/fhir/canonicalization/json");

    private static final String MEDIA_TYPE = "application/fhir+json;canonicalization=";

    private final String uri;

    SignedForm(String uri) {
        this.uri = uri;
    }

    /** The value of the JWS header {@code canon}. */
    public String uri() {
        return uri;
    }

    /** The value of {@code Signature.targetFormat}. */
    public String targetFormat() {
        return MEDIA_TYPE + uri;
    }

    /** The part of the resource that is signed. */
    public CanonicalJson of(CanonicalJson resource) {
        return resource.without(
                switch (this) {
                    case DOCUMENT -> Set.of("id", "meta", "signature");
                    case RESOURCE -> Set.of("signature");
                });
    }

    static Optional<SignedForm> named(String uri) {
        return Arrays.stream(values()).filter(form -> form.uri.equals(uri)).findFirst();
    }
}
