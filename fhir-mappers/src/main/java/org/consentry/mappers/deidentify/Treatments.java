package org.consentry.mappers.deidentify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The words that rule files may use, what each does, and which of R4's datatypes admit it.
 *
 * <p>A datatype that stands in no line admits no treatment: no rule can keep a HumanName, a
 * ContactPoint, a Narrative, a Signature or a string as it is. That is how a rule file that would keep
 * a direct identifier is refused.
 */
final class Treatments {
    /**
     * One word.
     *
     * @param admits the datatypes of the elements on which it may stand
     * @param effect what it does, for {@code --explain}
     */
    record Word(Treatment treatment, List<String> admits, String effect) {}

    private static final Map<String, Word> WORDS = words();

    private Treatments() {}

    static @Nullable Word of(String word) {
        return WORDS.get(word);
    }

    static Map<String, Word> all() {
        return WORDS;
    }

    private static Map<String, Word> words() {
        Map<String, Word> words = new TreeMap<>();
        primitives(words);
        words.put(
                "Coding",
                new Word(
                        Coded::coding,
                        List.of("Coding"),
                        "a public system's code stays, with its display unless that could be a name; a local code becomes a pseudonym"));
        List<String> quantities =
                List.of("Quantity", "SimpleQuantity", "Age", "Duration", "Count", "Distance", "MoneyQuantity");
        words.put("Quantity", new Word(Coded::quantity, quantities, "stays; 90 years and more become >= 90"));
        words.put(
                "Reference",
                new Word(Linked::reference, List.of("Reference"), "rewritten to the pseudonym; its display goes"));
        words.put("Identifier", new Word(Linked::identifier, List.of("Identifier"), "a pseudonym of system and value"));
        words.put(
                "Address",
                new Word(
                        Places::address,
                        List.of("Address"),
                        "state, country and three ZIP digits or 000 (limited-dataset: town and ZIP5)"));
        words.put(
                "Annotation",
                new Word(Texts::annotation, List.of("Annotation"), "goes, unless the policy scrubs text"));
        return Map.copyOf(words);
    }

    private static void primitives(Map<String, Word> words) {
        words.put("code", new Word(Primitives::code, List.of("code"), "stays if it looks like a code of R4"));
        words.put("mime", new Word(Primitives::mime, List.of("code"), "the media type without parameters"));
        words.put("boolean", new Word(Primitives::bool, List.of("boolean"), "stays"));
        List<String> numbers = List.of("integer", "positiveInt", "unsignedInt", "decimal");
        words.put("number", new Word(Primitives::number, numbers, "stays up to six digits; ages over 89 go"));
        words.put("smallNumber", new Word(Primitives::smallNumber, numbers, "stays below 90"));
        words.put(
                "date",
                new Word(
                        Primitives::date,
                        List.of("date", "dateTime"),
                        "by the policy: year, shifted or kept; years that show an age over 89 go"));
        words.put("birthDate", new Word(Primitives::birthDate, List.of("date"), "as date; 90+ for those over 89"));
        words.put(
                "instant",
                new Word(Primitives::instant, List.of("instant"), "as date; a year alone stands in an extension"));
        words.put("time", new Word(Primitives::time, List.of("time"), "goes where only years stay"));
        words.put("id", new Word(Primitives::id, List.of("id"), "a pseudonym"));
        words.put(
                "uri",
                new Word(Primitives::uri, List.of("uri", "canonical"), "stays if a standards body publishes it"));
        words.put(
                "token",
                new Word(
                        Primitives::token,
                        List.of("string"),
                        "stays if nothing in it looks like an identity, else a pseudonym"));
        words.put(
                "text",
                new Word(Primitives::freeText, List.of("string", "markdown"), "goes, unless the policy scrubs text"));
    }
}
