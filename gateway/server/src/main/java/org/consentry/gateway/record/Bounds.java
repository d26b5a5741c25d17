package org.consentry.gateway.record;

/** Limits that protect the store. */
final class Bounds {
    /** A B-tree entry must fit a third of a page. */
    static final int MOST_INDEXED_URI = 1500;

    /** Criteria of one search, alternatives included. */
    static final int MOST_CRITERIA = 200;

    /** Parameters of one query string. */
    static final int MOST_PAIRS = 1000;

    /** Characters of one parameter's value. */
    static final int MOST_VALUE = 100_000;

    private Bounds() {}
}
