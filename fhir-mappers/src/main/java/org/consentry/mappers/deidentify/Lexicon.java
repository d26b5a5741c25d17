package org.consentry.mappers.deidentify;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/*
 * Words that are no names: of English, and of medicine. known-words.txt holds them; its head says where they come from.
 *
 * A list of names is never complete, since there are more names than anybody can write down, and every people has its own. The
 * words in which notes are written are fewer, and most of them are in a dictionary. So what is written like a name and is in
 * no list of words is taken for a name. What this costs is a rare word of medicine at the beginning of a sentence; most of
 * these are known by their endings, which medicine makes of Greek and Latin and names hardly ever have.
 */
/** Whether a word is one that notes are written in. */
final class Lexicon {
    private static final Set<String> WORDS = words();
    private static final Set<String> NAMES = names();

    /** What a word may end with, and what its beginning ends with in the list. */
    private static final String[][] INFLECTIONS = {
        {"ies", "y"},
        {"es", ""},
        {"es", "e"},
        {"s", ""},
        {"ied", "y"},
        {"ed", ""},
        {"ed", "e"},
        {"ing", ""},
        {"ing", "e"},
        {"ly", ""},
        {"ly", "le"},
        {"ally", ""},
        {"ily", "y"}
    };

    private static final int SHORTEST = 3;

    /** Shorter words with such an ending may be names: Ingram, Dipesh, Paloma. */
    private static final int SHORTEST_OF_MEDICINE = 7;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OF_MEDICINE = Pattern.compile(".*(?:"
            + "itis|osis|oses|a?emia|a?emic|ectom(?:y|ies)|otom(?:y|ies)|ostom(?:y|ies)|omas?|omata|opath(?:y|ies|ic)|scop(?:y|ies|ic)"
            + "|graph(?:y|ies|ic)|ograms?|plast(?:y|ies)|pexy|desis|centesis|algia|uria|uric|penia|penic|plegi[ac]|paresis|phas(?:ia|ic)"
            + "|phagia|pne(?:a|ic)|rrh(?:ea|oea|agia|aphy|exis)|megaly|sclerosis|stenos(?:is|es)|troph(?:y|ic)|lysis|lytics?|genic"
            + "|genesis|philia|phobia|cyt(?:e|es|ic|osis)|blasts?|ologists?|ological|ology|ometr(?:y|ic)|iatr(?:y|ic|ist|ists)"
            + "|mycin|micin|cillin|cycline|floxacin|conazole|nidazole|prazole|tidine|statin|sartan|olol|dipine|zosin|mabs?|tinib|ciclib"
            + "|parib|gliptin|gliflozin|glutide|glitazone|thiazide|parin|xaban|gatran|triptan|setron|azepam|azolam|barbital|caine"
            + "|curonium|dronate|navir|tegravir|buvir|vudine|lukast|terol|tropium|solone|cortisone|sonide|oxetine|triptyline|zepine"
            + "|bactam|penem|pril|prost|quine|semide|thicone|vastatin|virine|zolid|zumab|ximab|umab)");

    private Lexicon() {}

    /** Whether a word, large or small, is one of the list, or made of one, or of medicine by its ending. */
    static boolean knows(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        if (WORDS.contains(small)) {
            return true;
        }
        if (NAMES.contains(small)) {
            return false;
        }
        return isInflected(small)
                || isForeign(small)
                || (small.length() >= SHORTEST_OF_MEDICINE
                        && OF_MEDICINE.matcher(small).matches());
    }

    private static boolean isInflected(String small) {
        for (String[] inflection : INFLECTIONS) {
            int stem = small.length() - inflection[0].length();
            if (stem >= SHORTEST && small.endsWith(inflection[0])) {
                String base = small.substring(0, stem) + inflection[1];
                boolean doubled = inflection[1].isEmpty() && base.charAt(stem - 1) == base.charAt(stem - 2);
                if (WORDS.contains(base) || (doubled && WORDS.contains(base.substring(0, stem - 1)))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Losartán, Metformina, Azathioprin: most languages have medicine's words with an end of their own. */
    private static boolean isForeign(String small) {
        String plain =
                MARKS.matcher(Normalizer.normalize(small, Normalizer.Form.NFD)).replaceAll("");
        int last = plain.length() - 1;
        boolean vowel = last > 0 && "aeo".indexOf(plain.charAt(last)) >= 0;
        return plain.length() >= SHORTEST_OF_MEDICINE
                && (WORDS.contains(plain)
                        || WORDS.contains(plain + "e")
                        || (vowel && WORDS.contains(plain.substring(0, last))));
    }

    private static Set<String> words() {
        Set<String> words = new HashSet<>(60_000);
        for (String line : Resources.lines("known-words.txt")) {
            words.addAll(Set.of(line.split(" ", -1)));
        }
        return words;
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (String file : new String[] {"given-names.txt", "surnames.txt"}) {
            Resources.lines(file).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return names;
    }
}
