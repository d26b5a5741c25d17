package org.consentry.mappers.deidentify;

import java.util.regex.Pattern;

/** Takes identities out of free text: what is known of the patient first, then what looks like one. */
public final class Scrubber {
    private static final Pattern DIGITS = Pattern.compile("\\d{5,}");

    /** The text with every identity found replaced by its kind in brackets. */
    public String scrub(String text, DirectIdentifiers known) {
        String left = text;
        for (String name : known.names()) {
            left = left.replace(name, "[name]");
        }
        return DIGITS.matcher(left).replaceAll("[number]");
    }
}
