package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * Takes identities out of free text, in four rounds.
 *
 * First what is known of the patient: names, address, contacts, numbers. A known name stays where it
 * is the name of a disease ("Graves' disease" of a Mr. Graves), because the analyst needs the disease
 * and nobody learns the name from it. Then the expressions of scrub.txt, from the certain (mail
 * addresses) to the likely (a capitalized word after "daughter"). The order matters: a date inside a
 * URL must not be cut out before the URL is. Among them, where scrub.txt says so, is the turn of whatever is written like a
 * name and is no word (Strangers). At last, what was found to be a name goes wherever else it stands.
 *
 * No such list finds everything. The measured recall stands in DEIDENTIFY.md; policies that keep
 * scrubbed text say so in their name.
 */
/** Replaces identities in free text or XHTML by their kind in brackets. Thread-safe. */
public final class Scrubber {
    private static final String DISEASE = "(?!(?:['’]s?)? (?i:disease|syndrome|lymphoma|palsy|sign|reflex|scale|score"
            + "|maneuver|phenomenon|thyroiditis|tumou?r|disorder|procedure|catheter|test|body|bodies|cell))";

    /** Shorter ones are too often something else. */
    private static final Pattern LONG_NAME = Pattern.compile("(?<![\\p{L}\\p{N}])\\p{Lu}\\p{Ll}{3,}(?![\\p{L}\\p{N}])");

    private static final int MOST_NAMES = 200;

    /** Where in scrub.txt it is the turn of what is written like a name and is no word. */
    private static final String STRANGER = "stranger";

    private static final Starts EVERYWHERE = Starts.of("");

    private record Rule(String kind, Pattern pattern, boolean part, Starts starts) {}

    /** What was made of one patient; records come patient by patient. */
    private record Known(DirectIdentifiers of, List<Rule> rules) {}

    private final List<Rule> rules;
    private final Pattern common;
    private final String asDisease;
    private final Strangers strangers;
    private volatile @Nullable Known last;

    /** Reads the expressions. */
    public Scrubber() {
        List<Rule> read = new ArrayList<>();
        Map<String, String> defined = expressions((kind, expression) -> read.add(rule(kind, expression)));
        this.rules = List.copyOf(read);
        // Names that are words, and words that stand where names do.
        this.common = Pattern.compile(String.join(
                "|", List.of(defined("WORDNAME", defined), defined("DEPT", defined), defined("MONTH", defined))));
        this.asDisease = "(?!" + defined("DISEASE", defined) + ")";
        this.strangers = new Strangers(
                Pattern.compile(defined("DISEASE", defined)), Pattern.compile(defined("WORDNAME", defined)));
    }

    private static String defined(String name, Map<String, String> defined) {
        return Objects.requireNonNull(defined.get("{" + name + "}"));
    }

    /**
     * The text with every identity found replaced by its kind, e.g. {@code [name]}; ages over 89 become
     * {@code 90+}.
     *
     * @param known what is known of the patient
     */
    public String scrub(String text, DirectIdentifiers known) {
        String left = text;
        for (Rule rule : remembered(known)) {
            left = applied(rule, left, "", word -> {});
        }
        Set<String> names = new LinkedHashSet<>();
        String folded = Starts.folded(left);
        for (Rule rule : rules) {
            String before = left;
            left = rule.kind.equals(STRANGER)
                    ? strangers.taken(before, found -> words(found, names))
                    : applied(
                            rule,
                            before,
                            folded,
                            rule.kind.equals("name") ? found -> words(found, names) : found -> {});
            // Rules follow what others left behind, such as "[place]".
            folded = before.equals(left) ? folded : Starts.folded(left);
        }
        for (String name : names) {
            left = echoed(name, left, text);
        }
        return left;
    }

    /** What was a name at one place of a text, at its others: "Dr. Voss" and later "ask Voss". */
    private String echoed(String name, String left, String text) {
        if (!left.contains(name) || text.contains(name.toLowerCase(Locale.ROOT))) {
            return left;
        }
        String word = "(?<![\\p{L}\\p{N}])" + name + "(?![\\p{L}\\p{N}])";
        // Where it is the name of a disease as well, nobody says which of them is meant elsewhere.
        return Pattern.compile(word + asDisease).matcher(text).find()
                ? left
                : Pattern.compile(word).matcher(left).replaceAll("[name]");
    }

    private void words(String found, Set<String> names) {
        Matcher word = LONG_NAME.matcher(found);
        while (word.find() && names.size() < MOST_NAMES) {
            if (!common.matcher(word.group()).matches()) {
                names.add(word.group());
            }
        }
    }

    private List<Rule> remembered(DirectIdentifiers known) {
        Known remembered = last;
        if (remembered == null || !remembered.of.equals(known)) {
            remembered = new Known(known, known(known));
            last = remembered;
        }
        return remembered.rules;
    }

    private static String applied(Rule rule, String text, String folded, Consumer<String> told) {
        Matcher matcher = rule.pattern.matcher(text);
        Starts.Walk walk = rule.starts.through(text, folded);
        if (!found(rule, matcher, walk, 0)) {
            return text;
        }
        StringBuilder left = new StringBuilder(text.length());
        int copied = 0;
        do {
            int start = rule.part && matcher.start("x") >= 0 ? matcher.start("x") : matcher.start();
            int end = rule.part && matcher.start("x") >= 0 ? matcher.end("x") : matcher.end();
            left.append(text, copied, start).append(rule.kind.equals("age") ? "90+" : "[" + rule.kind + "]");
            told.accept(text.substring(start, end));
            copied = end;
        } while (found(rule, matcher, walk, matcher.end()));
        return left.append(text, copied, text.length()).toString();
    }

    /** The next match from a place on. */
    private static boolean found(Rule rule, Matcher matcher, Starts.Walk walk, int from) {
        if (rule.starts.everywhere()) {
            return matcher.find();
        }
        // What stands before the place belongs to what is looked at.
        matcher.useTransparentBounds(true).useAnchoringBounds(false);
        for (int at = walk.next(from); at >= 0; at = walk.next(at + 1)) {
            if (matcher.region(at, matcher.regionEnd()).lookingAt()) {
                return true;
            }
        }
        return false;
    }

    private static List<Rule> known(DirectIdentifiers known) {
        List<Rule> rules = new ArrayList<>();
        longestFirst(known.contacts()).forEach(text -> rules.add(literal("contact", text)));
        longestFirst(known.numbers())
                .filter(text -> text.length() > 2)
                .forEach(text -> rules.add(literal("number", text)));
        longestFirst(known.places())
                .filter(text -> text.length() > 2)
                .forEach(text -> rules.add(literal("place", text)));
        longestFirst(known.names()).forEach(text -> rules.add(name(text)));
        longestFirst(known.names())
                .flatMap(text -> Words.of(text).stream())
                .filter(word -> word.length() > 2 && Words.tells(word))
                .forEach(word -> rules.add(name(word)));
        return rules;
    }

    private static Stream<String> longestFirst(java.util.Collection<String> texts) {
        return texts.stream().sorted(Comparator.comparingInt(String::length).reversed());
    }

    private static Rule literal(String kind, String text) {
        String expression = "(?<![\\p{L}\\p{N}])" + Pattern.quote(text) + "(?![\\p{L}\\p{N}])";
        return new Rule(
                kind, Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE), false, EVERYWHERE);
    }

    /** A name, written small only where the record writes it small: "hunter" is no Mr. Hunter. */
    private static Rule name(String name) {
        // Several words mean nobody else however they are written.
        int exact = name.indexOf(' ') > 0 ? 0 : 1;
        String expression = "(?<![\\p{L}\\p{N}])" + Pattern.quote(name.substring(0, exact)) + "(?i:"
                + Pattern.quote(name.substring(exact)) + ")" + "(?![\\p{L}\\p{N}])" + DISEASE;
        return new Rule("name", Pattern.compile(expression, Pattern.UNICODE_CASE), false, EVERYWHERE);
    }

    private static Rule rule(String kind, String expression) {
        return new Rule(
                kind,
                Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS),
                expression.contains("(?<x>"),
                Starts.of(expression));
    }

    /**
     * Tells the kind and the expression of every line of scrub.txt, with what they are defined by.
     *
     * @return the definitions
     */
    static Map<String, String> expressions(BiConsumer<String, String> each) {
        Map<String, String> defined = new HashMap<>();
        defined.put("{GIVEN}", Alternatives.of(Resources.lines("given-names.txt")) + "\\b");
        defined.put("{SURNAME}", Alternatives.of(Resources.lines("surnames.txt")) + "\\b");
        for (String line : Resources.lines("scrub.txt")) {
            int space = line.indexOf(' ');
            String kind = line.substring(0, space);
            String expression = line.substring(space + 1);
            for (Map.Entry<String, String> definition : defined.entrySet()) {
                expression = expression.replace(definition.getKey(), definition.getValue());
            }
            if (kind.startsWith("=")) {
                defined.put("{" + kind.substring(1) + "}", "(?:" + expression + ")");
            } else {
                each.accept(kind, expression);
            }
        }
        return defined;
    }
}
