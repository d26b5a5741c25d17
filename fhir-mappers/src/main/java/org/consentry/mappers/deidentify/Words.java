package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cutting a text into its words: runs of letters and digits, apostrophes inside included. */
final class Words {
    private static final Set<String> PARTICLES = Set.of(
            "von", "vom", "van", "der", "den", "dem", "des", "del", "dei", "della", "dos", "das", "les", "las", "los",
            "zum", "zur", "ten", "ter", "ibn", "bin", "bint");

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

    /** Whether a name's word tells by itself who is meant: "an", "li" and "von" are words of many languages. */
    static boolean tells(String word) {
        return (word.length() >= 3 && !PARTICLES.contains(word.toLowerCase(Locale.ROOT))) || isIdeographic(word);
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
