package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.List;

/** Cutting a text into its words: runs of letters and digits, apostrophes inside included. */
final class Words {
    private Words() {}

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && within(text, i);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    /** Whether a name's word tells by itself who is meant: "an" and "li" are words of many languages. */
    static boolean tells(String word) {
        return word.length() >= 3 || isIdeographic(word);
    }

    /** Whether a word is written in Chinese characters. */
    static boolean isIdeographic(String word) {
        return word.codePoints().anyMatch(Character::isIdeographic);
    }

    private static boolean within(String text, int at) {
        char c = text.charAt(at);
        boolean apostrophe = c == '\'' || c == '’';
        return Character.isLetterOrDigit(c)
                || (apostrophe && at > 0 && Character.isLetter(text.charAt(at - 1)) && at + 1 < text.length());
    }
}
