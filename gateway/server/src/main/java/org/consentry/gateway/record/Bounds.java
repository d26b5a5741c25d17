package org.consentry.gateway.record;

/** Limits that protect the store. */
final class Bounds {
    /** A B-tree entry must fit a third of a page. */
    static final int MOST_INDEXED_URI = 1500;

    /** Criteria of one search, alternatives included. */
    static final int MOST_CRITERIA = 200;

    private Bounds() {}
}
