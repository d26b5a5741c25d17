package org.consentry.mappers.fhirversion;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The text that bytes stand for. A byte order mark, or the zeros beside the first letter, says UTF-16; all else is UTF-8,
 * and what is none is Windows-1252, in which every byte means something.
 *
 * @param recoded true if it was not UTF-8, as JSON has to be
 */
record JsonText(String text, boolean recoded) {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final char REPLACEMENT = '\ufffd';
    private static final byte[] REPLACED = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    static JsonText of(byte[] json) {
        int first = json.length > 0 ? json[0] & 0xff : ' ';
        int second = json.length > 1 ? json[1] & 0xff : ' ';
        if ((first == 0xfe && second == 0xff) || first == 0) {
            return new JsonText(unmarked(new String(json, StandardCharsets.UTF_16BE)), false);
        }
        if ((first == 0xff && second == 0xfe) || second == 0) {
            return new JsonText(unmarked(new String(json, StandardCharsets.UTF_16LE)), false);
        }
        String text = new String(json, StandardCharsets.UTF_8);
        boolean odd = text.indexOf(REPLACEMENT) >= 0 && count(text) != count(json);
        return odd ? new JsonText(new String(json, WINDOWS), true) : new JsonText(unmarked(text), false);
    }

    private static String unmarked(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\ufeff') {
            start++;
        }
        return text.substring(start);
    }

    private static long count(String text) {
        return text.chars().filter(one -> one == REPLACEMENT).count();
    }

    /** How often the sender himself wrote the sign that stands for what is no sign. */
    private static long count(byte[] json) {
        long found = 0;
        for (int i = 0; i + 2 < json.length; i++) {
            found += json[i] == REPLACED[0] && json[i + 1] == REPLACED[1] && json[i + 2] == REPLACED[2] ? 1 : 0;
        }
        return found;
    }
}
