package org.consentry.mappers.hl7v2.er7;

/** The separators a message declares in MSH-1 and MSH-2 (HL7 v2.8 chapter 2.5.4). */
public record Delimiters(char field, char component, char repetition, char escape, char subcomponent) {

    /** What almost every sender uses. */
    public static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&');

    /** Reads the header's first characters; what MSH-2 leaves out has its usual value. */
    static Delimiters of(String header) {
        char field = header.length() > 3 ? header.charAt(3) : STANDARD.field;
        int end = header.indexOf(field, 4);
        String encoding = header.length() > 4 ? header.substring(4, end < 0 ? header.length() : end) : "";
        // Some senders escape the escape character as their own source code would.
        encoding = encoding.startsWith("^~\\\\&") ? "^~\\&" : encoding;
        return new Delimiters(
                field,
                at(encoding, 0, STANDARD.component),
                at(encoding, 1, STANDARD.repetition),
                at(encoding, 2, STANDARD.escape),
                at(encoding, 3, STANDARD.subcomponent));
    }

    /** True when no two separators are the same, none is a letter, a digit or a control character. */
    boolean usable() {
        char[] all = {field, component, repetition, escape, subcomponent};
        for (int i = 0; i < all.length; i++) {
            if (Character.isLetterOrDigit(all[i]) || all[i] < ' ') {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (all[i] == all[j]) {
                    return false;
                }
            }
        }
        return true;
    }

    private static char at(String encoding, int index, char usual) {
        return index < encoding.length() ? encoding.charAt(index) : usual;
    }
}
