package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * Where in a text an expression can begin to match.
 *
 * Trying an expression of scrub.txt at every place is what scrubbing costs. Most begin with one of some words, a digit or a
 * capital, and most places of a text are none of these; looking for them is many times cheaper. What an expression begins
 * with is read out of the expression itself, so that nobody has to keep two lists the same: the words are those of a group at
 * its very beginning, each up to the first sign that is not a letter, a space or a slash, and one less before "?" and "*".
 * Where it cannot be read, the expression is tried everywhere.
 */
/** The places at which an expression is to be tried. */
final class Starts {
    private static final List<String> WORDS = List.of("\\b(?i:", "\\b(?:");
    private static final List<String> DIGITS =
            List.of("\\b\\d", "\\b(?:19|20)", "\\b(?:0?[1-9]", "\\b0", "\\b(?:\\d", "\\b(?<x>9\\d|");
    private static final List<String> CAPITALS = List.of(
            "\\b(?=\\p{Lu})",
            "\\b\\p{Lu}[",
            "\\b\\p{Lu}\\p",
            "\\b[A-Z]",
            "\\b(?:\\p{Lu}[",
            "\\b(?:\\QA",
            "(?:(?<![\\p{L}\\p{N}])(?:(?:(?:\\p{Lu}");

    private enum Kind {
        EVERYWHERE,
        WORD,
        DIGIT,
        CAPITAL
    }

    private final Kind kind;
    private final List<String> words;

    private Starts(Kind kind, List<String> words) {
        this.kind = kind;
        this.words = words;
    }

    static Starts of(String expression) {
        if (expression.isEmpty() || hasAlternatives(expression)) {
            return new Starts(Kind.EVERYWHERE, List.of());
        }
        if (DIGITS.stream().anyMatch(expression::startsWith)) {
            return new Starts(Kind.DIGIT, List.of());
        }
        if (CAPITALS.stream().anyMatch(expression::startsWith)) {
            return new Starts(Kind.CAPITAL, List.of());
        }
        List<String> words = WORDS.stream()
                .filter(expression::startsWith)
                .findFirst()
                .map(start -> beginnings(expression.substring(start.length())))
                .orElse(List.of());
        return new Starts(words.isEmpty() ? Kind.EVERYWHERE : Kind.WORD, words);
    }

    boolean everywhere() {
        return kind == Kind.EVERYWHERE;
    }

    /**
     * Goes through a text.
     *
     * @param folded the text as {@link #folded(String)}, which is as long
     */
    Walk through(String text, String folded) {
        return new Walk(text, folded);
    }

    /** One way through one text, from its beginning to its end. No word is sought twice in the same stretch. */
    final class Walk {
        private static final int NOWHERE = Integer.MAX_VALUE;

        private final String text;
        private final String folded;
        private final int[] places = new int[words.size()];

        private Walk(String text, String folded) {
            this.text = text;
            this.folded = folded;
            Arrays.fill(places, -1);
        }

        /**
         * The next place from one on; -1 when there is none.
         *
         * @param from no smaller than the time before
         */
        int next(int from) {
            return kind == Kind.WORD ? nextWord(from) : nextSign(from);
        }

        private int nextWord(int from) {
            int next = NOWHERE;
            for (int i = 0; i < places.length; i++) {
                if (places[i] < from) {
                    int at = folded.indexOf(words.get(i), from);
                    places[i] = at < 0 ? NOWHERE : at;
                }
                next = Math.min(next, places[i]);
            }
            return next == NOWHERE ? -1 : next;
        }

        private int nextSign(int from) {
            for (int i = from; i < text.length(); i++) {
                if (begins(text.charAt(i))) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Half of a sign beyond the first plane may be anything. A name may begin with the d of d'Artagnan. */
    private boolean begins(char c) {
        return Character.isSurrogate(c)
                || (kind == Kind.DIGIT ? Character.isDigit(c) : c == 'd' || Character.isUpperCase(c));
    }

    /** Small letters, as an expression that does not tell large from small compares them. */
    static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            folded.append(Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
        }
        return folded.toString();
    }

    /** Of the alternatives up to the end of their group; none where one of them may begin with anything. */
    private static List<String> beginnings(String group) {
        List<String> beginnings = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (depth == 0 && (c == '|' || c == ')')) {
                beginnings.add(beginning(group.substring(start, i)));
                start = i + 1;
            }
            if (c == ')' && --depth < 0) {
                break;
            }
        }
        return beginnings.contains("") ? List.of() : List.copyOf(beginnings);
    }

    private static String beginning(String alternative) {
        int end = 0;
        while (end < alternative.length() && isLiteral(alternative.charAt(end))) {
            end++;
        }
        boolean optional = end < alternative.length() && "?*{".indexOf(alternative.charAt(end)) >= 0;
        return folded(alternative.substring(0, optional ? Math.max(0, end - 1) : end));
    }

    private static boolean isLiteral(char c) {
        return Character.isLetter(c) || c == ' ' || c == '/';
    }

    /** Whether there is a bar outside of all groups: then a beginning says nothing about the rest. */
    private static boolean hasAlternatives(String expression) {
        int depth = 0;
        boolean ofClass = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[' || c == ']') {
                ofClass = c == '[';
            } else if (!ofClass && (c == '(' || c == ')')) {
                depth += c == '(' ? 1 : -1;
            } else if (!ofClass && c == '|' && depth == 0) {
                return true;
            }
        }
        return false;
    }
}
