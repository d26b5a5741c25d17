package org.consentry.crypto.signature;

/**
 * Reads UTF-8 JSON and gives its canonical form by the JSON Canonicalization Scheme, RFC 8785.
 *
 * <p>Instances are immutable and may be used by any number of threads. Memory is about 16 bytes per JSON
 * value beside the input, which is kept, not copied: the caller must not change the array until the
 * result is no longer used.
 *
 * @param numbers what to do with a number that an IEEE 754 double cannot carry unchanged
 * @param maxDepth how many arrays and objects may be nested, 1 to 1,000
 */
public record JsonCanonicalizer(Numbers numbers, int maxDepth) {

    /** What happens to a number whose value changes when it is read as an IEEE 754 double. */
    public enum Numbers {
        /**
         * It is refused, and so is every integer literal beyond 2^53 either way. Two different values never share a
         * canonical form; only the way of writing one value does (1.00 and 1).
         */
        EXACT,
        /** It is rounded as RFC 8785 section 3.2.2.3 has it. Only what would be infinite is refused. */
        ROUNDED
    }

    private static final int DEFAULT_DEPTH = 128;
    private static final int LARGEST_DEPTH = 1_000;
    private static final JsonCanonicalizer STRICT = new JsonCanonicalizer(Numbers.EXACT, DEFAULT_DEPTH);
    private static final JsonCanonicalizer RFC8785 = new JsonCanonicalizer(Numbers.ROUNDED, DEFAULT_DEPTH);

    public JsonCanonicalizer {
        if (maxDepth < 1 || maxDepth > LARGEST_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be 1 to " + LARGEST_DEPTH);
        }
    }

    /** The one to use before signing or logging: exact numbers, at most 128 levels. */
    public static JsonCanonicalizer strict() {
        return STRICT;
    }

    /** RFC 8785 to the letter, numbers rounded; for comparing with other implementations. */
    public static JsonCanonicalizer rfc8785() {
        return RFC8785;
    }

    /** Reads one JSON value that fills the whole array. */
    public Canonicalization read(byte[] json) {
        try {
            return new Canonicalization.Canonical(new CanonicalJson(new JsonReader(json, this).read()));
        } catch (JsonFault fault) {
            return fault.asOutcome();
        }
    }
}
