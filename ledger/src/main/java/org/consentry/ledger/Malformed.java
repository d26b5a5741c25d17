package org.consentry.ledger;

/**
 * Bytes or text that are not in the form their format demands.
 *
 * <p>The message names the thing and the rule, never the offending content, so that it may be logged and shown.
 */
public final class Malformed extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says which thing broke which rule.
     *
     * @param what the thing, such as {@code "checkpoint size"}
     * @param rule what it has to be, such as {@code "a decimal without leading zeroes"}
     */
    public Malformed(String what, String rule) {
        super(what + " must be " + rule);
    }
}
