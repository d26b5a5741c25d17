package org.consentry.mappers.hl7v2.er7;

import java.nio.charset.StandardCharsets;
import org.consentry.mappers.Controls;

/** Escape sequences in text (HL7 v2.8 chapter 2.7): decoded where they stand for characters, kept where unknown. */
final class Escapes {

    private Escapes() {}

    static String decode(String text, Delimiters delimiters) {
        int start = text.indexOf(delimiters.escape());
        if (start < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (start >= 0) {
            int end = text.indexOf(delimiters.escape(), start + 1);
            if (end < 0) {
                break;
            }
            String meaning = meaning(text.substring(start + 1, end), delimiters);
            out.append(text, from, start);
            if (meaning == null) {
                // Not an escape sequence: a lone separator in text, such as a file path. The second
                // one may open a real sequence, so only the first is passed over.
                out.append(delimiters.escape());
                from = start + 1;
            } else {
                out.append(meaning);
                from = end + 1;
            }
            start = text.indexOf(delimiters.escape(), from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static @org.jspecify.annotations.Nullable String meaning(String code, Delimiters delimiters) {
        return switch (code) {
            case "F" -> String.valueOf(delimiters.field());
            case "S" -> String.valueOf(delimiters.component());
            case "T" -> String.valueOf(delimiters.subcomponent());
            case "R" -> String.valueOf(delimiters.repetition());
            case "E" -> String.valueOf(delimiters.escape());
            case "P" -> "#";
            case "H", "N" -> "";
            case ".br", ".BR", ".sp", ".SP" -> "\n";
            default -> formatted(code);
        };
    }

    private static @org.jspecify.annotations.Nullable String formatted(String code) {
        if (code.length() > 1 && code.length() % 2 == 1 && code.charAt(0) == 'X') {
            return hexadecimal(code);
        }
        if (code.startsWith(".sp") || code.startsWith(".sk") || code.startsWith(".in") || code.startsWith(".ti")) {
            return code.startsWith(".sp") ? "\n" : " ";
        }
        return code.equals(".ce") || code.equals(".fi") || code.equals(".nf") ? "" : null;
    }

    private static @org.jspecify.annotations.Nullable String hexadecimal(String code) {
        byte[] bytes = new byte[(code.length() - 1) / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(code.charAt(1 + 2 * i), 16);
            int low = Character.digit(code.charAt(2 + 2 * i), 16);
            if (high < 0 || low < 0) {
                return null;
            }
            bytes[i] = (byte) (high * 16 + low);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        // The charset of the bytes is nowhere told; what is no UTF-8 is what most such senders use.
        String read = text.indexOf('\ufffd') < 0 ? text : new String(bytes, MessageCharset.WINDOWS);
        return Controls.shown(read);
    }
}
