package org.consentry.mappers.deidentify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * Takes identities out of free text, in three rounds.
 *
 * First what is known of the patient: names, address, contacts, numbers. A known name stays where it
 * is the name of a disease ("Graves' disease" of a Mr. Graves), because the analyst needs the disease
 * and nobody learns the name from it. Then the expressions of scrub.txt, from the certain (mail
 * addresses) to the likely (a capitalized word after "daughter"). The order matters: a date inside a
 * URL must not be cut out before the URL is.
 *
 * No such list finds everything. The measured recall stands in DEIDENTIFY.md; policies that keep
 * scrubbed text say so in their name.
 */
/** Replaces identities in free text or XHTML by their kind in brackets. Thread-safe. */
public final class Scrubber {
    private static final String DISEASE = "(?!(?:['’]s?)? (?i:disease|syndrome|lymphoma|palsy|sign|reflex|scale|score"
            + "|maneuver|phenomenon|thyroiditis|tumou?r|disorder|procedure|catheter|test|body|bodies|cell))";

    private static final Starts EVERYWHERE = Starts.of("");

    private record Rule(String kind, Pattern pattern, boolean part, Starts starts) {}

    /** What was made of one patient; records come patient by patient. */
    private record Known(DirectIdentifiers of, List<Rule> rules) {}

    private final List<Rule> rules = rules();
    private volatile @Nullable Known last;

    /**
     * The text with every identity found replaced by its kind, e.g. {@code [name]}; ages over 89 become
     * {@code 90+}.
     *
     * @param known what is known of the patient
     */
    public String scrub(String text, DirectIdentifiers known) {
        String left = text;
        for (Rule rule : remembered(known)) {
            left = applied(rule, left, "");
        }
        String folded = Starts.folded(left);
        for (Rule rule : rules) {
            String before = left;
            left = applied(rule, before, folded);
            // Rules follow what others left behind, such as "[place]".
            folded = before.equals(left) ? folded : Starts.folded(left);
        }
        return left;
    }

    private List<Rule> remembered(DirectIdentifiers known) {
        Known remembered = last;
        if (remembered == null || !remembered.of.equals(known)) {
            remembered = new Known(known, known(known));
            last = remembered;
        }
        return remembered.rules;
    }

    private static String applied(Rule rule, String text, String folded) {
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

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        expressions((kind, expression) -> rules.add(new Rule(
                kind,
                Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS),
                expression.contains("(?<x>"),
                Starts.of(expression))));
        return List.copyOf(rules);
    }

    /** Tells the kind and the expression of every line of scrub.txt, with what they are defined by. */
    static void expressions(BiConsumer<String, String> each) {
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
    }
}
