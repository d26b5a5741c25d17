package org.consentry.crypto.signature;

/** What came of checking a signature. */
public sealed interface Verification {

    /**
     * The signature was made by the holder of that key over exactly this content.
     *
     * @param signer the key
     * @param signedAt the {@code sigT} of the header as it stands there; empty text if the header has none
     */
    record Valid(KeyId signer, String signedAt) implements Verification {}

    /** The key is known, the content or the signature is not what it signed. */
    record BadSignature(KeyId signer) implements Verification {}

    /** Nobody vouches for that key. */
    record UnknownKey(KeyId signer) implements Verification {}

    /** There is nothing that could be checked. */
    record Malformed(Reason reason) implements Verification {}

    /** Why something cannot be checked; the texts never quote it. */
    enum Reason {
        NOT_CANONICAL("the content has no canonical form"),
        NO_SIGNATURE("there is no signature with data and time"),
        WRONG_FORMAT("sigFormat is not application/jose"),
        WRONG_TARGET("targetFormat is not canonical FHIR JSON"),
        NOT_BASE64("the signature's data is not base64"),
        NOT_DETACHED("not a compact JWS with an empty payload"),
        BAD_HEADER("the JWS header is not a JSON object of the expected members"),
        WRONG_ALGORITHM("the algorithm is not ES256"),
        CRITICAL_EXTENSION("the header names an extension that must be understood"),
        WRONG_CANONICALIZATION("canon is missing, unknown or not the one of targetFormat"),
        WRONG_TIME("sigT is missing or not the signature's when"),
        WRONG_KEY_NAME("kid is missing or not the thumbprint of the key"),
        WRONG_CERTIFICATE("the certificate in x5c is not for the key that kid names"),
        WRONG_LENGTH("an ES256 signature is 64 bytes");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** A sentence fragment for people. */
        public String text() {
            return text;
        }
    }
}
