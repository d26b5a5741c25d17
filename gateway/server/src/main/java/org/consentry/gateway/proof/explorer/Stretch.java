package org.consentry.gateway.proof.explorer;

/**
 * A part of the log by indexes.
 *
 * @param start the first
 * @param end the one after the last
 */
record Stretch(long start, long end) {
    /** What both have. */
    Stretch within(Stretch other) {
        return new Stretch(Math.max(start, other.start), Math.min(end, other.end));
    }
}
