package org.consentry.crypto.signature;

/** What came of reading a JSON Web Key that somebody sent. */
public sealed interface JwkReading {

    /** A public P-256 key. */
    record Accepted(PublicJwk key) implements JwkReading {}

    /** Not usable, and why; never quotes the key. */
    record Refused(Reason reason) implements JwkReading {}

    /** Why a key is not accepted. */
    enum Reason {
        MALFORMED("not a JSON object with a key in it"),
        PRIVATE("it holds a private member; a private key must never be sent"),
        WRONG_TYPE("only kty EC with crv P-256 is accepted"),
        BAD_COORDINATE("x and y must be 32 bytes each in base64url without padding"),
        NOT_ON_CURVE("the point is not on P-256");

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
