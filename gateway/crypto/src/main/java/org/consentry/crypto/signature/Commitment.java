package org.consentry.crypto.signature;

/** What a signer declares by signing: the codes of ASTM E1762 that FHIR's {@code Signature.type} prefers. */
public enum Commitment {
    AUTHOR("1.2.840.10065.1.12.1.1", "Author's Signature"),
    VERIFICATION("1.2.840.10065.1.12.1.5", "Verification Signature"),
    CONSENT("1.2.840.10065.1.12.1.7", "Consent Signature"),
    SOURCE("1.2.840.10065.1.12.1.14", "Source Signature");

    /** The code system of {@link #code()}. */
    public static final String SYSTEM = "urn:iso-astm:E1762-95:2013";

    private final String code;
    private final String display;

    Commitment(String code, String display) {
        this.code = code;
        this.display = display;
    }

    public String code() {
        return code;
    }

    public String display() {
        return display;
    }

    /** The commitment as JAdES names it in {@code srCms}. */
    String uri() {
        return "urn:oid:" + code;
    }
}
