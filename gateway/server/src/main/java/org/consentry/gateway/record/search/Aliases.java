package org.consentry.gateway.record.search;

/** Names for the tables of one statement, no two alike. */
final class Aliases {
    private int given;

    String next(String prefix) {
        return prefix + given++;
    }
}
