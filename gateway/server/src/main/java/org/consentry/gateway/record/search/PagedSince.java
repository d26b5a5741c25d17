package org.consentry.gateway.record.search;

import org.consentry.gateway.record.row.Sql;

/**
 * The moment of a search's first page, for the pages after it.
 *
 * <p>Whoever pages through what is sorted by {@code _lastUpdated} while others write would see rows twice or not at all,
 * because a write moves its row to one end. So the position carries the snapshot of the first page, and a row that was
 * written after it stands where it stood then. PostgreSQL tells by the row's transaction, not by a clock, because
 * transactions become visible in another order than that of the times they write.
 *
 * @param snapshot {@code pg_current_snapshot()} of the first page
 * @param horizon milliseconds since 1970: what was written before was visible to the snapshot, or its transaction took
 *     longer than any may
 */
record PagedSince(String snapshot, long horizon) {
    private static final long LONGEST_TRANSACTION_MS = 3_600_000;
    private static final long TRANSACTIONS = 1L << 32;

    static PagedSince of(Position position, int at) {
        String snapshot = position.part(at);
        if (!snapshot.matches("\\d{1,20}:\\d{1,20}:[\\d,]*")) {
            throw Position.malformed();
        }
        return new PagedSince(snapshot, position.number(at + 1) - LONGEST_TRANSACTION_MS);
    }

    /** Whether the row was written after the snapshot. */
    Sql written() {
        return new Sql().add("(r.updated >= ? AND NOT " + visible("r") + ")", horizon);
    }

    /** When the row was written last before the snapshot; of a row that was not there, when it was first written. */
    String updated() {
        return "COALESCE((SELECT v.updated FROM version v WHERE v.subject = r.subject AND v.rid = r.rid AND NOT "
                + visible("v") + " ORDER BY v.version LIMIT 1), r.updated)";
    }

    /** A row knows the lower half of its transaction's number; the nearest number to the snapshot's is meant. */
    private String visible(String alias) {
        long next = Long.parseLong(snapshot.split(":", -1)[1]);
        long half = TRANSACTIONS / 2;
        String distance = "(((" + alias + ".xmin::text::int8 - " + Math.floorMod(next, TRANSACTIONS) + " + "
                + (half + TRANSACTIONS) + ") % " + TRANSACTIONS + ") - " + half + ")";
        return "pg_visible_in_snapshot((" + next + " + " + distance + ")::text::xid8, '" + snapshot + "'::pg_snapshot)";
    }
}
