package org.consentry.gateway.record.row;

import java.util.List;

/**
 * How much a page may take: resources may be large, and a few hundred bytes in the table may be many megabytes of text. A page ends
 * before the row that is too much, and the next begins with it; one row is always a page.
 */
public final class PageBytes {
    /** Of all resources of a page, as they are answered. */
    private static final long MOST = 32L * 1024 * 1024;

    private PageBytes() {}

    /** How many of the first rows, up to so many, make a page. */
    public static int fitting(List<Row> rows, int most) {
        long all = 0;
        int count = 0;
        while (count < Math.min(most, rows.size())) {
            all += rows.get(count).body().inflatedSize();
            if (all > MOST && count > 0) {
                return count;
            }
            count++;
        }
        return count;
    }
}
