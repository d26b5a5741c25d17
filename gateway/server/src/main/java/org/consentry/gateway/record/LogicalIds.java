package org.consentry.gateway.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The logical ids that the store gives: the id of the row, which tells when it was made, and chance, so that nobody can
 * guess one.
 */
public final class LogicalIds {
    /** From here the rows' ids count milliseconds. */
    public static final long EPOCH_2024 = 1_704_067_200_000L;

    /** Bits of a row's id below its milliseconds. */
    public static final int ROW_BITS = 22;

    /** Bits of chance in a logical id. */
    public static final int CHANCE_BITS = 40;

    private static final int RADIX = 32;
    private static final int CHANCE_DIGITS = CHANCE_BITS / 5;

    /** Of thirteen digits at most before the chance, which are no more than 63 bits. */
    private static final Pattern FORM = Pattern.compile("(?:[0-9a-v]{4,12}|[0-7][0-9a-v]{12})[0-9a-v]{8}");

    private static final Duration NEAR = Duration.ofDays(1);

    private LogicalIds() {}

    /** A logical id of a row that was made now. */
    public static String of(long rid, long chance) {
        return Long.toString(rid, RADIX)
                + String.format(Locale.ROOT, "%" + CHANCE_DIGITS + "s", Long.toString(chance, RADIX))
                        .replace(' ', '0');
    }

    /** Whether the store gave this id for a resource that was created then; else its client named it. */
    static boolean isGiven(String id, Instant created) {
        if (!FORM.matcher(id).matches()) {
            return false;
        }
        long rid = Long.parseLong(id.substring(0, id.length() - CHANCE_DIGITS), RADIX);
        Instant made = Instant.ofEpochMilli((rid >>> ROW_BITS) + EPOCH_2024);
        return Duration.between(made, created).abs().compareTo(NEAR) < 0;
    }
}
