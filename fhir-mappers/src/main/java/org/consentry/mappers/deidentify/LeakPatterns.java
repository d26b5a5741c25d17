package org.consentry.mappers.deidentify;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Gathers what a {@link LeakScanner} seeks, patient by patient. Not for use by several threads. */
public final class LeakPatterns {
    private static final int SHORTEST = 4;
    private static final int SHORTEST_NAME = 3;
    private static final int CERTAIN = 8;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_DIGITS = Pattern.compile("\\D+");
    private static final Set<String> NOBODYS = Set.of("00000", "00000-0000", "unknown", "none", "n/a");

    private final Policy policy;
    private final Predicate<byte[]> isPossible;
    private final Patterns patterns = new Patterns();
    private final List<LeakScanner.Sought> sought = new ArrayList<>();

    LeakPatterns(Policy policy) {
        this(policy, text -> true);
    }

    /** @param isPossible whether a string, folded as {@link Patterns} does, is worth seeking */
    LeakPatterns(Policy policy, Predicate<byte[]> isPossible) {
        this.policy = policy;
        this.isPossible = isPossible;
    }

    /** How many different strings have been gathered. */
    public int size() {
        return patterns.size();
    }

    /** Adds one exported patient. */
    public LeakPatterns add(PatientFacts patient) {
        return add(patient.identity());
    }

    /** Adds the identifiers of anybody: a patient, a relative, a practitioner. */
    public LeakPatterns add(DirectIdentifiers person) {
        if (policy.identified()) {
            return this;
        }
        person.names().forEach(this::name);
        person.numbers().forEach(this::number);
        person.contacts().forEach(this::contact);
        person.places().forEach(this::place);
        if (policy.dates() == Policy.Dates.YEAR) {
            person.dates().forEach(this::date);
        }
        return this;
    }

    /** The scanner for all patients added. */
    public LeakScanner build() {
        return new LeakScanner(patterns.built(), List.copyOf(sought), policy);
    }

    private void name(String name) {
        List<String> words = Words.of(name);
        if (words.size() > 1) {
            put(name, Leak.Kind.NAME, LeakScanner.Strength.WORD);
        }
        for (String word : words) {
            if (tells(word)) {
                put(word, Leak.Kind.NAME, LeakScanner.Strength.WORD_OUTSIDE_CODES);
            }
        }
    }

    /** Digits alone are no name, though somebody may be called the third. */
    private static boolean tells(String word) {
        int shortest = Words.isIdeographic(word) ? 2 : SHORTEST_NAME;
        return word.length() >= shortest && Words.tells(word) && word.chars().anyMatch(Character::isLetter);
    }

    private void number(String number) {
        if (number.length() < SHORTEST) {
            put("/" + number, Leak.Kind.NUMBER, LeakScanner.Strength.WORD_OUTSIDE_CODES);
            put("\"" + number + "\"", Leak.Kind.NUMBER, LeakScanner.Strength.WORD_OUTSIDE_CODES);
        } else if (number.length() < CERTAIN && onlyDigits(number)) {
            quoted(number, Leak.Kind.NUMBER);
        } else if (number.length() < CERTAIN) {
            put(number, Leak.Kind.NUMBER, LeakScanner.Strength.WORD_OUTSIDE_CODES);
        } else {
            put(number, Leak.Kind.NUMBER, LeakScanner.Strength.ANYWHERE);
        }
        digits(number, Leak.Kind.NUMBER);
    }

    /** A short run of digits could be a measured value: it is an identifier only inside a string. */
    private void quoted(String digits, Leak.Kind kind) {
        for (String before : List.of("\"", " ", "/", "|", "#")) {
            put(before + digits, kind, LeakScanner.Strength.WORD_OUTSIDE_CODES);
        }
    }

    private static boolean onlyDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void contact(String contact) {
        if (contact.length() >= SHORTEST) {
            put(contact, Leak.Kind.CONTACT, LeakScanner.Strength.WORD);
        }
        digits(contact, Leak.Kind.CONTACT);
    }

    /** Phones and social security numbers, however they are punctuated. */
    private void digits(String number, Leak.Kind kind) {
        String digits = NO_DIGITS.matcher(number).replaceAll("");
        if (digits.length() < 9 || digits.length() > 11 || number.chars().anyMatch(Character::isLetter)) {
            return;
        }
        String ten = digits.substring(Math.max(0, digits.length() - 10));
        put(digits, kind, LeakScanner.Strength.WORD);
        int middle = ten.length() == 9 ? 5 : 6;
        for (String sign : List.of("-", ".", " ")) {
            String punctuated = ten.substring(0, 3) + sign + ten.substring(3, middle) + sign + ten.substring(middle);
            put(punctuated, kind, LeakScanner.Strength.WORD);
        }
        put(
                "(%s) %s-%s".formatted(ten.substring(0, 3), ten.substring(3, middle), ten.substring(middle)),
                kind,
                LeakScanner.Strength.ANYWHERE);
    }

    private void place(String place) {
        if (NOBODYS.contains(place.toLowerCase(Locale.ROOT)) || place.length() < SHORTEST) {
            return;
        }
        boolean line = Character.isDigit(place.charAt(0)) && place.indexOf(' ') > 0;
        if (line) {
            put(place, Leak.Kind.PLACE, LeakScanner.Strength.WORD);
        } else if (policy.places() == Policy.Places.ZIP3 && onlyDigits(place)) {
            quoted(place, Leak.Kind.PLACE);
        } else if (policy.places() == Policy.Places.ZIP3) {
            put(place, Leak.Kind.PLACE, LeakScanner.Strength.WORD_OUTSIDE_CODES);
        }
    }

    private void date(String date) {
        put(date, Leak.Kind.DATE, LeakScanner.Strength.WORD);
        put(date.replace("-", ""), Leak.Kind.DATE, LeakScanner.Strength.WORD_OUTSIDE_CODES);
    }

    private void put(String text, Leak.Kind kind, LeakScanner.Strength strength) {
        one(text, kind, strength);
        one(text.toLowerCase(Locale.ROOT), kind, strength);
        one(MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll(""), kind, strength);
    }

    private void one(String text, Leak.Kind kind, LeakScanner.Strength strength) {
        byte[] folded = Patterns.folded(text);
        if (!isPossible.test(folded)) {
            return;
        }
        int number = patterns.add(folded);
        if (number == sought.size()) {
            sought.add(new LeakScanner.Sought(kind, strength));
        } else if (strength.compareTo(sought.get(number).strength()) < 0) {
            sought.set(number, new LeakScanner.Sought(kind, strength));
        }
    }
}
