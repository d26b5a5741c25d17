package org.consentry.gateway.record.index;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** How strings are compared in searches: without case, accents and extra spaces. */
public final class Texts {
    static final int MOST = 200;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Texts() {}

    public static String normalized(String text) {
        String bounded = text.length() > MOST ? text.substring(0, MOST) : text;
        if (isPlain(bounded)) {
            return bounded.toLowerCase(Locale.ROOT);
        }
        String bare = MARKS.matcher(Normalizer.normalize(bounded, Normalizer.Form.NFD))
                .replaceAll("");
        String spaced =
                SPACES.matcher(bare.replace('\u0000', ' ')).replaceAll(" ").strip();
        String lower = spaced.toLowerCase(Locale.ROOT);
        return lower.length() > MOST ? lower.substring(0, MOST) : lower;
    }

    private static boolean isPlain(String text) {
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || (c == ' ' && space)) {
                return false;
            }
            space = c == ' ';
        }
        return !space;
    }
}
