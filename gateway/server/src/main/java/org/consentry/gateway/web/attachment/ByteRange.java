package org.consentry.gateway.web.attachment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a one-time copy a request means (RFC 9110 section 14). A fetch begins at 0; it may go on later, but not
 * beyond what was handed out before. {@code If-Range} may say of which copy; a URI is of one copy only, so clients that
 * send none, as {@code curl -C -}, need not. What asks for a part that cannot be had does not get the whole instead: it
 * would throw that away, and the URI would be spent. Ranges that say nothing a server must understand are ignored.
 */
sealed interface ByteRange {
    /** Everything, with 200. */
    record Whole() implements ByteRange {}

    /** From the first to the last byte, both included, with 206. */
    record Part(long first, long last) implements ByteRange {}

    /** Nothing of the copy, with 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern SUFFIX = Pattern.compile("bytes=-([0-9]{1,15})");

    Pattern SINGLE = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");

    /** The same where bytes may be read in any order and as often as one likes. */
    static ByteRange free(@Nullable String range, @Nullable String ifRange, String etag, long size) {
        return of(range, ifRange, etag, size - 1, size);
    }

    /**
     * Which bytes of a copy that is handed out from its beginning on.
     *
     * @param sent how many bytes were handed out before
     */
    static ByteRange of(@Nullable String range, @Nullable String ifRange, String etag, long sent, long size) {
        if (range == null || (ifRange != null && !ifRange.equals("\"" + etag + "\""))) {
            return new Whole();
        }
        Matcher suffix = SUFFIX.matcher(range);
        if (suffix.matches()) {
            return part(Math.max(0, size - Long.parseLong(suffix.group(1))), size - 1, sent, size);
        }
        Matcher single = SINGLE.matcher(range);
        if (!single.matches()) {
            return new Whole();
        }
        long last = single.group(2).isEmpty() ? size - 1 : Long.parseLong(single.group(2));
        return part(Long.parseLong(single.group(1)), Math.min(size - 1, last), sent, size);
    }

    private static ByteRange part(long first, long last, long sent, long size) {
        if (first == 0 && last == size - 1) {
            return new Whole();
        }
        return first > sent || first > last ? new Unsatisfiable() : new Part(first, last);
    }
}
