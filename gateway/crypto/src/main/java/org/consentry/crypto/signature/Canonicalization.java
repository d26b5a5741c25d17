package org.consentry.crypto.signature;

/** What came of reading bytes as JSON that can be signed. */
public sealed interface Canonicalization {

    /** The bytes have a canonical form. */
    record Canonical(CanonicalJson json) implements Canonicalization {}

    /**
     * The bytes have none.
     *
     * @param reason what is wrong
     * @param offset index of the first byte that shows it, counted from 0
     */
    record Refused(Reason reason, int offset) implements Canonicalization {}

    /** What can be wrong with a document; the texts name a rule and never quote the document. */
    enum Reason {
        EMPTY("there is no JSON value"),
        TRUNCATED("the text ends inside a value"),
        UNEXPECTED_BYTE("a byte that JSON does not allow here"),
        TRAILING_BYTES("bytes follow the JSON value"),
        INVALID_UTF8("the bytes are not UTF-8"),
        BAD_ESCAPE("an escape sequence JSON does not know"),
        LONE_SURROGATE("half of a surrogate pair stands alone"),
        CONTROL_CHARACTER("an unescaped control character in a string"),
        BAD_NUMBER("a number JSON's grammar does not allow"),
        NUMBER_TOO_LONG("a number longer than the bound"),
        NUMBER_NOT_EXACT("a number that changes when read as an IEEE 754 double"),
        DUPLICATE_KEY("an object names a member twice"),
        TOO_DEEP("nested deeper than the bound");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** A sentence fragment for people. */
        public String text() {
            return text;
        }
    }

    /** The canonical form, or an exception for callers to whom a malformed document is a mistake of their own. */
    default CanonicalJson orThrow() {
        return switch (this) {
            case Canonical canonical -> canonical.json();
            case Refused refused ->
                throw new IllegalArgumentException("not canonicalizable JSON: %s (byte %d)"
                        .formatted(refused.reason().text(), refused.offset()));
        };
    }
}
