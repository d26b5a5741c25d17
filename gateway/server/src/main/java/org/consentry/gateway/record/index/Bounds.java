package org.consentry.gateway.record.index;

/** Limits that protect the store. */
public final class Bounds {
    /** A B-tree entry must fit a third of a page. */
    static final int MOST_INDEXED_URI = 1500;

    /** Criteria of one search. */
    public static final int MOST_CRITERIA = 200;

    /** Alternatives of one value. */
    public static final int MOST_ALTERNATIVES = 1000;

    /** Parameters of one query string. */
    public static final int MOST_PAIRS = 1000;

    /** Characters of one parameter's value. */
    public static final int MOST_VALUE = 100_000;

    private Bounds() {}
}
