package org.consentry.ledger.text;

import org.consentry.ledger.Malformed;

/** Non-negative decimals below 2^63 without leading zeroes, as all C2SP formats write sizes and indexes. */
public final class DecimalText {
    private static final int LONGEST = 19;

    private DecimalText() {}

    /**
     * Reads a decimal.
     *
     * @param what the name of the value, for the error
     * @throws Malformed for signs, leading zeroes, non-ASCII digits, nothing at all, or 2^63 and more
     */
    public static long decode(String what, String text) {
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Malformed(what, "a decimal below 2^63");
        }
        if (text.length() > 1 && text.charAt(0) == '0') {
            throw new Malformed(what, "a decimal without leading zeroes");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            throw new Malformed(what, "a decimal below 2^63");
        }
    }
}
