package org.consentry.gateway.record;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a change expects to find, as the number of a version or one of three that no version has.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#concurrency">http.html#concurrency</a>
 */
public final class ExpectedVersion {
    /** Any version, but one: {@code If-Match: *}. */
    public static final long ANY = -1;

    /** Nothing, or the change is stale: {@code If-None-Match: *}. */
    public static final long NONE = 0;

    /** Nothing, or the change is in conflict with what has the id already. */
    public static final long UNTAKEN = -2;

    /** What no resource comes to have. */
    private static final long NEVER = Long.MAX_VALUE;

    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7E]{0,64})\"");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private ExpectedVersion() {}

    /** Reads {@code If-Match}; empty when it is no ETag. An ETag that was not made here matches nothing. */
    public static OptionalLong ofMatch(String text) {
        if (text.strip().equals("*")) {
            return OptionalLong.of(ANY);
        }
        Matcher matcher = ETAG.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String tag = matcher.group(1);
        boolean ours = NUMBER.matcher(tag).matches() && Long.parseLong(tag) > 0;
        return OptionalLong.of(ours ? Long.parseLong(tag) : NEVER);
    }

    /** Whether a version, 0 for none, is what was expected. */
    public static boolean isMet(long expected, long version) {
        if (expected == ANY) {
            return version > 0;
        }
        return expected == UNTAKEN ? version == 0 : expected == version;
    }
}
