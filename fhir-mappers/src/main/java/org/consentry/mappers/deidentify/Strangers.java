package org.consentry.mappers.deidentify;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/*
 * The last round of scrubbing: what is written like a name and is no word (Lexicon).
 *
 * Written like a name is a word with a large letter first; a word in large letters where a whole line is written so, and a long
 * one anywhere; and a word in small letters behind "wife", "dr" or "lives in", as hurried people and machines that listen
 * write. A name that is also a word (Mr. Hunter) is not found here but by what stands around it, in scrub.txt; beside a name
 * that was found here it belongs to it.
 */
/** Takes out names that nobody wrote down. Thread-safe. */
final class Strangers {
    private static final String FOUND = "[name]";
    private static final int SHORTEST = 3;
    private static final int SHORTEST_SHOUTED = 5;
    private static final int SHORTEST_SHOUTED_ALONE = 6;
    private static final int SHORTEST_SMALL = 4;

    /** How much of a line is in large letters when it is shouted, of ten. */
    private static final int SHOUTED = 7;

    private static final Pattern OF_ANATOMY = Pattern.compile(
            "(?i:pouch|circle|angle|ampulla|loop|islets?|sphincter|canal|foramen|crypts?|bundle|ligament|nodes?|valves?|ducts?"
                    + "|space|fossa|ring|column|organ|tetralogy|triad|law|method|cells?|fascia|membrane|plexus|vein|body|fissure"
                    + "|tubercle|torus|artery|point|line|area) of $");

    /** Names that are a disease's, a test's or a sign's together with what follows. */
    private static final Pattern OF_MEDICINE = Pattern.compile(
            "Alice in Wonderland|Ann Arbor (?i:stag)|Von (?:Hippel|Willebrand|Gierke|Recklinghausen)|Bence[ -]Jones"
                    + "|(?:Barrett|Addison)['’]s|Kirschner w|Heller m|Harrington rod|Hampton['’s]* hump|Mulder['’s]* click"
                    + "|Campbell de Morgan|Rutherford (?:class|stag|categ)|Lauren (?:class|diff|intest)|Roth['’s]* spot"
                    + "|Treacher Collins|Pierre Robin|Ramsay Hunt|Carney (?:complex|tri)|Venturi mask"
                    + "|Boston (?:Bowel|Sci)|Marcus Gunn|Austin Flint|Graham Steell|Robert Jones|Denis Browne"
                    + "|Lloyd[ -]Davies|Ivor Lewis|Homer Wright|Braxton Hicks|Saint Louis|New York Heart|Marie-Str|Charcot-Marie"
                    + "|Ellis-van|Libman-Sacks|Young-Burgess|Martin-Gruber|Stevens-Johnson|Sister Mary Joseph"
                    + "|(?:Hawkins|Ballard|Morse|Barlow|Weber|Wells|Allen|Thomas|Murphy|Patrick|Norton|Bishop|Clark|Gordon|Roberts"
                    + "|Yergason|Ober|Thompson|Watson|Adams|Jobe|Spurling|Centor|Duke|Katz|Lawton|Evans|Fitzpatrick|Todd)(?:['’]s?)?"
                    + " ?(?:fall |scale |score ){0,3}(?:\\d|[+−–-](?!\\p{L})|pos|neg|mid|lat|absent|present|equiv|type|grade|level)");

    /** What stands before a name that is written small; what was found to be a name stands before the next one. */
    private static final Set<String> BEFORE_SMALL = Set.of(
            FOUND,
            "wife",
            "husband",
            "spouse",
            "partner",
            "son",
            "daughter",
            "dtr",
            "mother",
            "father",
            "mom",
            "dad",
            "sister",
            "brother",
            "aunt",
            "uncle",
            "cousin",
            "niece",
            "nephew",
            "grandson",
            "granddaughter",
            "neighbor",
            "friend",
            "gf",
            "bf",
            "fiance",
            "fiancee",
            "roommate",
            "doctor",
            "dr",
            "mr",
            "mrs",
            "ms",
            "mister",
            "nurse",
            "named",
            "patient is",
            "name is",
            "this is",
            "i am",
            "lives in",
            "living in",
            "lives near",
            "moved to",
            "moved from",
            "started at",
            "visiting",
            "home in",
            "native of",
            "copy to",
            "cc",
            "sig");

    private final Pattern notOfADisease;
    private final Pattern wordName;

    /**
     * @param notOfADisease matches before whatever does not make a disease of the word before
     * @param wordName matches a name that is a word
     */
    Strangers(Pattern notOfADisease, Pattern wordName) {
        this.notOfADisease = notOfADisease;
        this.wordName = wordName;
    }

    /**
     * The text without them.
     *
     * @param told hears every one that went
     */
    String taken(String text, Consumer<String> told) {
        return small(large(text, told));
    }

    private String large(String text, Consumer<String> told) {
        StringBuilder left = new StringBuilder(text.length());
        Line line = new Line(text);
        int copied = 0;
        for (int at = 0; at < text.length(); at++) {
            if (!Character.isUpperCase(text.charAt(at)) || (at > 0 && isOfWord(text.charAt(at - 1)))) {
                continue;
            }
            int end = end(text, at);
            if (isName(text, at, end, line)) {
                int from = Math.max(copied, withBefore(text, at));
                int to = withAfter(text, end);
                told.accept(text.substring(at, end));
                left.append(text, copied, from).append(FOUND);
                copied = to;
                end = to;
            }
            at = end - 1;
        }
        return copied == 0 ? text : left.append(text, copied, text.length()).toString();
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '[';
    }

    /** Letters, and apostrophes and hyphens between them. */
    private static int end(String text, int start) {
        int end = start + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            boolean joins = (c == '\'' || c == '’' || c == '-')
                    && end + 1 < text.length()
                    && Character.isLetter(text.charAt(end + 1));
            if (!Character.isLetter(c) && Character.getType(c) != Character.NON_SPACING_MARK && !joins) {
                return end;
            }
            end++;
        }
        return end;
    }

    private boolean isName(String text, int start, int end, Line line) {
        if (end - start < SHORTEST || (end < text.length() && Character.isDigit(text.charAt(end)))) {
            return false;
        }
        if (isAbbreviated(text, start, end)) {
            return false;
        }
        boolean shouted = isLarge(text, start, end);
        if (shouted && !isShouted(start, end, line)) {
            return false;
        }
        return !isKnown(text.substring(start, end)) && !isOfADisease(text, start, end);
    }

    private static boolean isLarge(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.isLowerCase(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** HBsAg, KCl, EtOH: two large letters beside small ones; McDONALD is none. */
    private static boolean isAbbreviated(String text, int start, int end) {
        if (isLarge(text, start, end) || text.startsWith("Mc", start) || text.startsWith("Mac", start)) {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            if (Character.isUpperCase(text.charAt(i)) && Character.isUpperCase(text.charAt(i - 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShouted(int start, int end, Line line) {
        int length = end - start;
        return length >= SHORTEST_SHOUTED_ALONE || (length >= SHORTEST_SHOUTED && line.isShouted(start));
    }

    /** Goes through a text's lines, and reads each once, however long it is and whatever stands in it. */
    private static final class Line {
        private final String text;
        private int end;
        private boolean shouted;

        Line(String text) {
            this.text = text;
        }

        /** @param at in this line or in a later one */
        boolean isShouted(int at) {
            if (at >= end) {
                int next = text.indexOf('\n', at);
                end = next < 0 ? text.length() : next;
                shouted = isShouted(text.substring(text.lastIndexOf('\n', at) + 1, end));
            }
            return shouted;
        }

        private static boolean isShouted(String line) {
            long letters = line.chars().filter(Character::isLetter).count();
            long large = line.chars().filter(Character::isUpperCase).count();
            return large * 10 >= letters * SHOUTED;
        }
    }

    /** Whether all parts of a compound are words, or too short to tell. */
    private static boolean isKnown(String compound) {
        if (Lexicon.knows(compound)) {
            return true;
        }
        String whole = compound.replaceFirst("['’](?:s|S)$", "");
        if (Lexicon.knows(whole.replaceAll("['’-]", ""))) {
            return true;
        }
        for (String part : whole.split("['’-]", -1)) {
            boolean known = part.length() < SHORTEST || Lexicon.knows(part) || isOfWords(part);
            if (!known) {
                return false;
            }
        }
        // O'Shea, D'Cruz: short parts alone say nothing, and so does "T-cell".
        return true;
    }

    /** Trade names such as CardioMessenger. */
    private static boolean isOfWords(String part) {
        String[] humps = part.split("(?<=\\p{Ll})(?=\\p{Lu})", -1);
        if (humps.length == 1) {
            return false;
        }
        for (String hump : humps) {
            if (hump.length() < SHORTEST
                    ? hump.equals("Mc") || hump.equals("De") || hump.equals("Le")
                    : !Lexicon.knows(hump)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOfADisease(String text, int start, int end) {
        boolean alone = notOfADisease
                .matcher(text)
                .region(end, text.length())
                .useTransparentBounds(true)
                .lookingAt();
        return !alone
                || OF_MEDICINE.matcher(text).region(start, text.length()).lookingAt()
                || OF_ANATOMY
                        .matcher(text.substring(Math.max(0, start - 20), start))
                        .find();
    }

    /** Where the name begins whose word begins here: an initial or a name that is a word may stand before. */
    private int withBefore(String text, int start) {
        if (start < 2 || text.charAt(start - 1) != ' ') {
            return start;
        }
        int end = start - 1;
        if (text.charAt(end - 1) == '.' && end >= 2 && Character.isUpperCase(text.charAt(end - 2))) {
            return end == 2 || Character.isWhitespace(text.charAt(end - 3)) ? end - 2 : start;
        }
        int from = end;
        while (from > 0 && Character.isLetter(text.charAt(from - 1))) {
            from--;
        }
        return isWordName(text, from, end) ? from : start;
    }

    /** Where the name ends whose word ends here. */
    private int withAfter(String text, int end) {
        if (end + 1 >= text.length() || text.charAt(end) != ' ' || !Character.isUpperCase(text.charAt(end + 1))) {
            return end;
        }
        int next = end(text, end + 1);
        if (next == end + 2 && next < text.length() && text.charAt(next) == '.') {
            return next + 1;
        }
        return isWordName(text, end + 1, next) ? next : end;
    }

    private boolean isWordName(String text, int from, int to) {
        return to - from >= SHORTEST
                && Character.isUpperCase(text.charAt(from))
                && !isLarge(text, from, to)
                && wordName.matcher(text).region(from, to).matches();
    }

    private static String small(String text) {
        StringBuilder left = new StringBuilder(text.length());
        int copied = 0;
        int former = 0;
        String last = "";
        String both = "";
        for (int at = letter(text, 0); at < text.length(); at = letter(text, former)) {
            int end = end(text, at);
            boolean follows = isBehind(text, former, at);
            String word = text.substring(at, end).toLowerCase(Locale.ROOT);
            boolean named = follows
                    && word.length() >= SHORTEST_SMALL
                    && isSmall(text, at, end)
                    && (BEFORE_SMALL.contains(last) || BEFORE_SMALL.contains(both))
                    && !isKnown(word);
            if (named) {
                left.append(text, copied, at).append(FOUND);
                copied = end;
            }
            both = last + ' ' + word;
            last = named ? FOUND : word;
            former = end;
        }
        return copied == 0 ? text : left.append(text, copied, text.length()).toString();
    }

    private static boolean isBehind(String text, int former, int at) {
        int length = at - former;
        boolean sign = length == 2 && ".:".indexOf(text.charAt(former)) >= 0;
        return (length == 1 || sign) && text.charAt(at - 1) == ' ';
    }

    /** The next letter that begins a word. */
    private static int letter(String text, int from) {
        int at = from;
        while (at < text.length()
                && (!Character.isLetter(text.charAt(at)) || (at > 0 && isOfWord(text.charAt(at - 1))))) {
            at++;
        }
        return at;
    }

    private static boolean isSmall(String text, int start, int end) {
        return text.substring(start, end).chars().allMatch(Character::isLowerCase)
                && (end == text.length() || !Character.isDigit(text.charAt(end)));
    }
}
