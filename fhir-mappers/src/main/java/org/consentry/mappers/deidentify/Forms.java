package org.consentry.mappers.deidentify;

import java.util.List;
import java.util.regex.Pattern;

/** The shapes that nobody's identity has. */
final class Forms {
    private static final int LONGEST_CODE = 100;
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
    private static final List<String> PUBLIC = List.of(
            "http://hl7.org/",
            "http://terminology.hl7.org/",
            "http://loinc.org",
            "http://snomed.info/",
            "https://consentry.org/fhir/");

    private Forms() {}

    /** One of R4's own codes: a letter or comparison sign first, no spaces, no run of five digits. */
    static boolean code(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_CODE || (text.charAt(0) >= '0' && text.charAt(0) <= '9')) {
            return false;
        }
        int digits = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            digits = c >= '0' && c <= '9' ? digits + 1 : 0;
            boolean sign = "-._+/<>=!".indexOf(c) >= 0;
            if (digits > 4 || (!sign && digits == 0 && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'))) {
                return false;
            }
        }
        return true;
    }

    static boolean time(String text) {
        return TIME.matcher(text).matches();
    }

    /** A canonical of a standards body: no query, no person. */
    static boolean publicUri(String text) {
        if (text.length() > 200 || text.indexOf('?') >= 0 || text.indexOf(' ') >= 0 || text.indexOf('@') >= 0) {
            return false;
        }
        for (String start : PUBLIC) {
            if (text.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
