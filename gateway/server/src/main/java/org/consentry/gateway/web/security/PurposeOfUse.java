package org.consentry.gateway.web.security;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request is for: codes of v3-ActReason, alone or after their system, separated by commas. What is not readable
 * is kept as a purpose that no grant serves: a purpose that was not understood must not open more than one that was.
 */
final class PurposeOfUse {
    static final String HEADER = "Purpose-Of-Use";
    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason|";
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9-]{1,31}");
    private static final String UNREADABLE = "-";
    private static final int MOST = 10;

    private PurposeOfUse() {}

    static Set<String> read(String text) {
        Set<String> purposes = new LinkedHashSet<>();
        for (String word : text.split(",", MOST + 1)) {
            String trimmed = word.strip();
            String code = trimmed.startsWith(SYSTEM) ? trimmed.substring(SYSTEM.length()) : trimmed;
            purposes.add(CODE.matcher(code).matches() ? code : UNREADABLE);
        }
        return purposes;
    }
}
