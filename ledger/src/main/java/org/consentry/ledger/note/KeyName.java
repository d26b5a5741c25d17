package org.consentry.ledger.note;

import org.consentry.ledger.Malformed;

/**
 * The name beside a signature, by recommendation a URL without scheme; for a log it is the origin.
 *
 * @param value 1 to 255 UTF-8 bytes without spaces, control characters or plus
 */
public record KeyName(String value) {
    private static final int LONGEST = 255;

    public KeyName {
        if (value.isEmpty() || value.length() > LONGEST || value.codePoints().anyMatch(KeyName::isForbidden)) {
            throw new Malformed("key name", "1 to 255 characters without spaces, control characters or plus");
        }
    }

    private static boolean isForbidden(int codePoint) {
        return codePoint == '+'
                || Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    }

    @Override
    public String toString() {
        return value;
    }
}
