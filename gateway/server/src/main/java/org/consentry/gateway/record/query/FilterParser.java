package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * Reads {@code _filter} by R4's grammar: {@code given eq "peter" and (birthdate ge 2014-10-10 or not(active eq true))}.
 * {@code and} and {@code or} are of one rank and read from the left, as the specification has it.
 *
 * @see <a href="https://hl7.org/fhir/R4/search_filter.html">search_filter.html</a>
 */
final class FilterParser {
    private static final int MOST_DEPTH = 20;

    private final String text;
    private int at;
    private int depth;

    private FilterParser(String text) {
        this.text = text;
    }

    /** @throws Problem MALFORMED telling the place where something else was expected */
    static Filter parse(String text) {
        FilterParser parser = new FilterParser(text);
        Filter filter = parser.filter();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.expected("and, or or the end");
        }
        return filter;
    }

    private Filter filter() {
        if (++depth > MOST_DEPTH) {
            throw expected("at most " + MOST_DEPTH + " levels");
        }
        Filter left = term();
        while (true) {
            boolean all = word("and");
            if (!all && !word("or")) {
                depth--;
                return left;
            }
            left = joined(left, all, term());
        }
    }

    private static Filter joined(Filter left, boolean all, Filter right) {
        List<Filter> parts = new ArrayList<>();
        switch (left) {
            case Filter.All same -> parts.addAll(all ? same.of() : List.of(same));
            case Filter.Any same -> parts.addAll(all ? List.of(same) : same.of());
            default -> parts.add(left);
        }
        parts.add(right);
        return all ? new Filter.All(parts) : new Filter.Any(parts);
    }

    private Filter term() {
        int before = at;
        if (word("not")) {
            if (next('(')) {
                return new Filter.Not(closed(filter(), ')'));
            }
            at = before;
        }
        return next('(') ? closed(filter(), ')') : test();
    }

    private Filter closed(Filter filter, char end) {
        if (!next(end)) {
            throw expected("'" + end + "'");
        }
        return filter;
    }

    private Filter test() {
        List<Filter.Step> path = new ArrayList<>();
        do {
            String name = name();
            Optional<Filter> where = peek() == '[' ? Optional.of(inBrackets()) : Optional.empty();
            path.add(new Filter.Step(name, where));
        } while (peek() == '.' && at++ >= 0);
        String operator = name();
        blanks();
        return new Filter.Test(path, operator, peek() == '"' ? quoted() : token());
    }

    private Filter inBrackets() {
        at++;
        return closed(filter(), ']');
    }

    private String name() {
        blanks();
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (from == at) {
            throw expected("a name");
        }
        return text.substring(from, at);
    }

    private String token() {
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && ")]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (from == at) {
            throw expected("a value");
        }
        return text.substring(from, at);
    }

    /** A string as JSON has it. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw expected("a closing quotation mark");
    }

    private char escaped() {
        char c = ++at < text.length() ? text.charAt(at) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> throw expected("an escape of JSON");
        };
    }

    private char unicode() {
        String digits = at + 5 <= text.length() ? text.substring(at + 1, at + 5) : "";
        if (!digits.matches("[0-9A-Fa-f]{4}")) {
            throw expected("four hexadecimal digits");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    /** Takes a word that something else follows. */
    private boolean word(String word) {
        blanks();
        int end = at + word.length();
        boolean there = text.startsWith(word, at)
                && end < text.length()
                && (Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(');
        at = there ? end : at;
        return there;
    }

    private boolean next(char c) {
        blanks();
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private Problem expected(String what) {
        return Problem.at(ProblemKind.MALFORMED, "_filter", "expected " + what + " at character " + (at + 1));
    }
}
