package org.consentry.mappers;

/**
 * Control characters, which no FHIR string may have (R4, string) and no database takes. Vertical tabs and form feeds break
 * lines, as word processors mean them; each other one is shown as Unicode's picture of it, so that nothing is lost. Every
 * format's reader hands its texts through here.
 */
public final class Controls {

    private static final char PICTURES = '\u2400';

    private Controls() {}

    /** The text as it is, if it has none. */
    public static String shown(String text) {
        int first = 0;
        while (first < text.length() && !forbidden(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean line = c == '\u000b' || c == '\f';
            out.append(line ? '\n' : forbidden(c) ? (char) (PICTURES + c) : c);
        }
        return out.toString();
    }

    private static boolean forbidden(char c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }
}
