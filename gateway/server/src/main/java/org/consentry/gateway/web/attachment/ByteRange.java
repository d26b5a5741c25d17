package org.consentry.gateway.web.attachment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a one-time copy a request means (RFC 9110 section 14). A fetch begins at 0; it may go on later, but
 * only with the {@code If-Range} of the response that was interrupted and not beyond what that one had handed out. Any
 * other Range is ignored, as the RFC allows, and the whole is sent.
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
        if (ifRange != null && !ifRange.equals("\"" + etag + "\"")) {
            return new Whole();
        }
        Matcher suffix = SUFFIX.matcher(range == null ? "" : range);
        if (suffix.matches()) {
            long last = Long.parseLong(suffix.group(1));
            return last == 0 ? new Unsatisfiable() : new Part(Math.max(0, size - last), size - 1);
        }
        return of(range, "\"" + etag + "\"", etag, size - 1, size);
    }

    static ByteRange of(@Nullable String range, @Nullable String ifRange, String etag, long sent, long size) {
        Matcher matcher = SINGLE.matcher(range == null ? "" : range);
        if (!matcher.matches() || !("\"" + etag + "\"").equals(ifRange)) {
            return new Whole();
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
        if (first == 0 && last == size - 1) {
            return new Whole();
        }
        return first > sent || first > last ? new Unsatisfiable() : new Part(first, last);
    }
}
