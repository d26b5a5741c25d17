package org.consentry.mappers.deidentify;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which displays and units are words of a terminology, and which could point at somebody.
 *
 * <p>The same few thousand displays come again and again, so verdicts are remembered, up to a bound.
 */
final class Displays {
    private static final int REMEMBERED = 50_000;
    private static final int LONGEST = 400;
    private static final String[] SUSPECT = {};
    private static final Pattern SUSPICIOUS = Pattern.compile(
            "\\d{7}|\\d{3}[-. ]\\d{2}[-. ]\\d{4}|\\d{3}\\)?[-. ]\\d{3}[-. ]\\d{4}|\\d{3}[-.]\\d{4}|@|://|www\\."
                    + "|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}/\\d{1,2}/\\d{2,4}|\\d{1,3}(\\.\\d{1,3}){3}"
                    + "|\\b(?:[Dd]r|[Mm]r|[Mm]rs|[Mm]s|DR|MR|MRS|MS)\\.? \\p{Lu}"
                    + "|\\b(?:MRN|SSN|DOB)\\b|\\b9\\d[ -]year");

    private final Map<String, String[]> verdicts = new ConcurrentHashMap<>();

    /** The display's words in lower case, for a look at the patient's names; null if it must not leave. */
    String @Nullable [] words(String display) {
        String[] known = verdicts.get(display);
        if (known == null) {
            known = judge(display);
            if (verdicts.size() < REMEMBERED) {
                verdicts.put(display, known);
            }
        }
        return known == SUSPECT ? null : known;
    }

    private static String[] judge(String display) {
        if (display.length() > LONGEST || SUSPICIOUS.matcher(display).find()) {
            return SUSPECT;
        }
        return Words.of(display.toLowerCase(Locale.ROOT)).toArray(String[]::new);
    }
}
