package org.consentry.gateway.patch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/*
 * The part of FHIRPath that can point at an element: names, indexes, where() with comparisons, first(), last(),
 * extension(), ofType(), exists() and a few more. It is evaluated on the JSON tree, because what is found must be
 * changed where it stands, and HAPI's engine answers with objects that have forgotten where they came from. A function
 * that is not here is refused by name; it is never taken for something else.
 *
 * An expression becomes a function from places to places while it is read (recursive descent, one token ahead).
 */
final class PathExpression {
    private static final int LONGEST = 1000;
    private static final int DEEPEST = 20;
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*('(?:[^'\\\\]|\\\\.)*+'|@?[A-Za-z0-9_][A-Za-z0-9_:+\\-]*|`[^`]*+`|\\$this|!=|!~|[.()\\[\\]=~,]|$)");
    private static final Set<String> TYPES = Set.of("Resource", "DomainResource");

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private PathExpression(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int from = 0;
        while (from < text.length()) {
            if (text.length() > LONGEST || !matcher.find(from) || matcher.start() != from || matcher.end() == from) {
                throw malformed("a FHIRPath of at most " + LONGEST + " characters");
            }
            tokens.add(matcher.group(1));
            from = matcher.end();
        }
    }

    /** The places an expression finds in a resource. @throws Problem MALFORMED for what cannot be read */
    static List<Spot> find(String text, ObjectNode resource) {
        PathExpression expression = new PathExpression(text);
        UnaryOperator<List<Spot>> function = expression.either();
        if (expression.at < expression.tokens.size()) {
            throw malformed("a path ends where nothing can follow");
        }
        return function.apply(List.of(Spot.root(resource)));
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void require(String token) {
        if (!take(token)) {
            throw malformed("'" + token + "' is missing");
        }
    }

    private UnaryOperator<List<Spot>> either() {
        if (++depth > DEEPEST) {
            throw malformed("nested too deeply");
        }
        UnaryOperator<List<Spot>> left = both();
        while (take("or")) {
            UnaryOperator<List<Spot>> first = left;
            UnaryOperator<List<Spot>> second = both();
            left = in -> truth(isTrue(first.apply(in)) || isTrue(second.apply(in)));
        }
        depth--;
        return left;
    }

    private UnaryOperator<List<Spot>> both() {
        UnaryOperator<List<Spot>> left = comparison();
        while (take("and")) {
            UnaryOperator<List<Spot>> first = left;
            UnaryOperator<List<Spot>> second = comparison();
            left = in -> truth(isTrue(first.apply(in)) && isTrue(second.apply(in)));
        }
        return left;
    }

    private UnaryOperator<List<Spot>> comparison() {
        UnaryOperator<List<Spot>> left = path();
        String operator = peek();
        if (!Set.of("=", "!=", "~", "!~").contains(operator)) {
            return left;
        }
        at++;
        UnaryOperator<List<Spot>> right = path();
        boolean wanted = !operator.startsWith("!");
        return in -> {
            List<Spot> first = left.apply(in);
            List<Spot> second = right.apply(in);
            boolean comparable = first.size() == 1 && second.size() == 1;
            return comparable
                    ? truth(Trees.same(
                                    first.getFirst().node(), second.getFirst().node())
                            == wanted)
                    : List.of();
        };
    }

    private UnaryOperator<List<Spot>> path() {
        UnaryOperator<List<Spot>> steps = start();
        while (true) {
            UnaryOperator<List<Spot>> before = steps;
            if (take(".")) {
                UnaryOperator<List<Spot>> next = step();
                steps = in -> next.apply(before.apply(in));
            } else if (take("[")) {
                int index = number();
                require("]");
                steps = in -> one(before.apply(in), index);
            } else {
                return steps;
            }
        }
    }

    private int number() {
        String token = peek();
        at++;
        if (!token.matches("\\d{1,6}")) {
            throw malformed("an index is a number");
        }
        return Integer.parseInt(token);
    }

    private static List<Spot> one(List<Spot> spots, int index) {
        return index < spots.size() ? List.of(spots.get(index)) : List.of();
    }

    private UnaryOperator<List<Spot>> start() {
        String token = peek();
        if (take("(")) {
            UnaryOperator<List<Spot>> inner = either();
            require(")");
            return inner;
        }
        if (token.startsWith("'")) {
            at++;
            String text = token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
            return in -> List.of(Spot.literal(StringNode.valueOf(text)));
        }
        if (token.startsWith("@")) {
            at++;
            return in -> List.of(Spot.literal(StringNode.valueOf(token.substring(1))));
        }
        if (token.equals("true") || token.equals("false")) {
            at++;
            return in -> truth(token.equals("true"));
        }
        if (!token.isEmpty() && Character.isDigit(token.charAt(0))) {
            Spot number = Spot.literal(DecimalNode.valueOf(decimal()));
            return in -> List.of(number);
        }
        return take("$this") ? in -> in : step();
    }

    private BigDecimal decimal() {
        String text = Integer.toString(number());
        return take(".") ? new BigDecimal(text + "." + number()) : new BigDecimal(text);
    }

    private UnaryOperator<List<Spot>> step() {
        String token = peek();
        at++;
        String name = token.startsWith("`") ? token.substring(1, token.length() - 1) : token;
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw malformed("a name is missing");
        }
        return take("(") ? function(name) : in -> children(in, name);
    }

    private static List<Spot> children(List<Spot> in, String name) {
        boolean atRoot = in.size() == 1 && in.getFirst().parent() == null;
        if (atRoot && (in.getFirst().key().equals(name) || TYPES.contains(name))) {
            return in;
        }
        return in.stream().flatMap(spot -> spot.children(name).stream()).toList();
    }

    private UnaryOperator<List<Spot>> function(String name) {
        if (take(")")) {
            return switch (name) {
                case "first" -> in -> one(in, 0);
                case "last" -> in -> in.isEmpty() ? in : List.of(in.getLast());
                case "single" -> in -> in;
                case "exists" -> in -> truth(!in.isEmpty());
                case "empty" -> in -> truth(in.isEmpty());
                case "not" -> in -> in.isEmpty() ? in : truth(!isTrue(in));
                default -> throw unknown(name);
            };
        }
        boolean typed = name.equals("ofType") || name.equals("as") || name.equals("is");
        String type = typed ? type() : "";
        UnaryOperator<List<Spot>> argument = typed ? in -> in : either();
        require(")");
        return switch (name) {
            case "where" -> in -> kept(in, spot -> isTrue(argument.apply(List.of(spot))));
            case "exists" -> in -> truth(in.stream().anyMatch(spot -> isTrue(argument.apply(List.of(spot)))));
            case "extension" ->
                in -> kept(
                        children(in, "extension"),
                        spot -> spot.node().path("url").stringValue("").equals(text(argument.apply(in))));
            case "startsWith" -> in -> truth(text(in).startsWith(text(argument.apply(in))));
            case "endsWith" -> in -> truth(text(in).endsWith(text(argument.apply(in))));
            case "contains" -> in -> truth(text(in).contains(text(argument.apply(in))));
            case "ofType", "as" -> in -> kept(in, spot -> spot.isA(type));
            case "is" -> in -> truth(in.size() == 1 && in.getFirst().isA(type));
            default -> throw unknown(name);
        };
    }

    /** {@code Quantity} or {@code FHIR.Quantity}. */
    private String type() {
        String name = peek();
        at++;
        if (take(".")) {
            name = peek();
            at++;
        }
        return name;
    }

    private static List<Spot> kept(List<Spot> in, Predicate<Spot> which) {
        return in.stream().filter(which).toList();
    }

    private static String text(List<Spot> in) {
        return in.size() == 1 ? in.getFirst().node().asString("") : "";
    }

    private static boolean isTrue(List<Spot> in) {
        return in.size() == 1 && in.getFirst().node().equals(BooleanNode.TRUE);
    }

    private static List<Spot> truth(boolean value) {
        return List.of(Spot.literal(BooleanNode.valueOf(value)));
    }

    private static Problem unknown(String function) {
        return Problem.at(ProblemKind.NOT_SUPPORTED, "path", function + "() is no function of paths in patches");
    }

    private static Problem malformed(String why) {
        return Problem.at(ProblemKind.MALFORMED, "path", why);
    }
}
