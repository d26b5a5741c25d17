package org.consentry.mappers.terminology;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Codes as FHIR takes them (R4, datatypes.html#code): no white space but single blanks inside. */
public final class FhirCode {

    private static final int LONGEST = 1000;
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\x85]+");

    private FhirCode() {}

    /** The code, or null if nothing of it is left or it is too long for one. */
    public static @Nullable String of(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        String code = plain(text) ? text : SPACES.matcher(text).replaceAll(" ").strip();
        return code.isEmpty() ? null : code;
    }

    /** Almost all codes are, so that almost none costs an expression. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
