package org.consentry.mappers.deidentify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/*
 * Looks for every known direct identifier of the exported patients in an export's output.
 *
 * It is deliberately ignorant of the rules: it sees only the identifiers and the bytes, so a mistake
 * in a rule cannot hide itself. Identifiers that could be nothing else (numbers, mail addresses,
 * phones, address lines, full dates, names of several words) are leaks wherever they stand. A single
 * name word or town may be a word of medicine or a race ("White", "Long"): it is a leak as a whole
 * word in any field but those that hold codes and their displays, where the de-identifier has
 * compared the display with its own patient's names, and where the word is FHIR's own (Vocabulary).
 *
 * An identifier of fewer than four characters is sought only behind a slash or as a whole quoted
 * value, because "7" is everywhere.
 */
/** The check after the run: a job with a leak must fail and release nothing. Thread-safe once built. */
public final class LeakScanner {
    private static final int MOST_LEAKS = 100;
    private static final int LONGEST_FIELD = 40;
    private static final int UUID = 36;
    private static final Set<String> CODED = Set.of(
            "display",
            "unit",
            "code",
            "system",
            "resourceType",
            "gender",
            "url",
            "state",
            "country",
            "language",
            "contentType",
            "profile",
            "currency");

    /** Where a policy that keeps towns and ZIP codes keeps them. */
    private static final Set<String> PLACES = Set.of("city", "district", "postalCode");

    private final Patterns patterns;
    private final Sought[] sought;
    private final boolean keepsPlaces;

    /** What a pattern means. */
    record Sought(Leak.Kind kind, Strength strength) {}

    /** How sure a find is. */
    enum Strength {
        /** Anywhere. */
        ANYWHERE,
        /** As whole word, anywhere. */
        WORD,
        /** As whole word, outside coded fields. */
        WORD_OUTSIDE_CODES
    }

    LeakScanner(Patterns patterns, List<Sought> sought, Policy policy) {
        this.keepsPlaces = policy.places() != Policy.Places.ZIP3;
        this.patterns = patterns;
        this.sought = sought.toArray(Sought[]::new);
    }

    /** A builder for the outputs of one policy: what the policy keeps on purpose is not sought. */
    public static LeakPatterns forPolicy(Policy policy) {
        return new LeakPatterns(policy);
    }

    /** How many different strings are sought. */
    public int patterns() {
        return patterns.size();
    }

    /**
     * The leaks in one stream, at most 100; empty if it is clean.
     *
     * @param stream its name, for the places
     */
    public List<Leak> scan(String stream, InputStream in) throws IOException {
        List<Leak> leaks = new ArrayList<>();
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        long line = 1;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer, filled, buffer.length - filled)) {
            filled += read;
            int start = 0;
            for (int end = lineEnd(buffer, start, filled); end >= 0; end = lineEnd(buffer, start, filled)) {
                scan(stream, line++, buffer, start, end, leaks);
                start = end + 1;
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            buffer = filled == buffer.length ? Arrays.copyOf(buffer, filled * 2) : buffer;
        }
        scan(stream, line, buffer, 0, filled, leaks);
        return leaks;
    }

    /** The leaks in one line, for those who write and scan at once. */
    public List<Leak> scan(String stream, long line, byte[] resource) {
        List<Leak> leaks = new ArrayList<>();
        scan(stream, line, resource, 0, resource.length, leaks);
        return leaks;
    }

    private void scan(String stream, long line, byte[] text, int from, int to, List<Leak> leaks) {
        patterns.search(text, from, to, (pattern, start, end) -> {
            Sought what = sought[pattern];
            boolean sure = what.strength == Strength.ANYWHERE || word(text, start, end, from, to);
            if (sure && leaks.size() < MOST_LEAKS && !isOfUuid(text, start, end, from, to)) {
                String field = field(text, from, text[start] == '"' ? start + 1 : start);
                if (what.strength != Strength.WORD_OUTSIDE_CODES || !isExpected(text, field, start, end)) {
                    leaks.add(new Leak(stream, line, field, what.kind));
                }
            }
        });
    }

    /** A piece of a UUID, as pseudonyms are: among millions of them some hold somebody's number or day of birth. */
    private static boolean isOfUuid(byte[] text, int start, int end, int from, int to) {
        int first = start;
        while (first > from && end - first <= UUID && isOfUuid(text[first - 1])) {
            first--;
        }
        int last = first;
        while (last < to && last - first <= UUID && isOfUuid(text[last])) {
            last++;
        }
        boolean whole = last - first == UUID && end <= last && end - start < UUID;
        return whole
                && text[first + 8] == '-'
                && text[first + 13] == '-'
                && text[first + 18] == '-'
                && text[first + 23] == '-';
    }

    private static boolean isOfUuid(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || b == '-';
    }

    /** A word that the field holds whatever the patients are called. */
    private boolean isExpected(byte[] text, String field, int start, int end) {
        return CODED.contains(field)
                || (keepsPlaces && PLACES.contains(field))
                || Vocabulary.speaks(text, field, start, end);
    }

    private static boolean word(byte[] text, int start, int end, int from, int to) {
        boolean free = start == from || !alphanumeric(text[start - 1]) || !alphanumeric(text[start]);
        return free && (end == to || !alphanumeric(text[end]));
    }

    private static boolean alphanumeric(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b < 0;
    }

    private static int lineEnd(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The name of the field in whose string value, or array of them, a place lies. */
    private static String field(byte[] text, int from, int at) {
        int quote = back(text, from, at - 1, '"');
        int before = quote - 1;
        while (before > from && text[before] != ':' && text[before] != '{') {
            before--;
        }
        int end = back(text, from, before, '"');
        int start = back(text, from, end - 1, '"');
        boolean named = start >= from && end > start && end - start <= LONGEST_FIELD;
        String field =
                named ? new String(text, start + 1, end - start - 1, java.nio.charset.StandardCharsets.UTF_8) : "";
        return field.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c)) ? field : "";
    }

    private static int back(byte[] text, int from, int at, char sought) {
        int i = at;
        while (i >= from && (text[i] != sought || (i > from && text[i - 1] == '\\'))) {
            i--;
        }
        return i;
    }
}
