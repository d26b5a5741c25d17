package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * From tokens to a path, by recursive descent. Loosest first: or, and, comparison, sum, product, and
 * the chain of members, functions and indexes.
 */
final class Parser {
    private static final int DEEPEST = 64;
    private static final String END = "";

    private final List<String> tokens;
    private final Map<String, Item> constants;
    private int at;
    private int depth;

    private Parser(List<String> tokens, Map<String, Item> constants) {
        this.tokens = tokens;
        this.constants = constants;
    }

    /**
     * The compiled path.
     *
     * @throws ViewRefused if it is none, or uses what the standard's subset does not have
     */
    static Path parse(String path, Map<String, Item> constants) {
        Parser parser = new Parser(Lexer.tokens(path), constants);
        Path parsed = parser.or();
        if (!parser.peek().equals(END)) {
            throw new ViewRefused("path", "more after the end of the expression");
        }
        return parsed;
    }

    private Path or() {
        if (++depth > DEEPEST) {
            throw new ViewRefused("path", "nested too deeply");
        }
        Path left = and();
        while (taken("or")) {
            left = Operators.or(left, and());
        }
        depth--;
        return left;
    }

    private Path and() {
        Path left = comparison();
        while (taken("and")) {
            left = Operators.and(left, comparison());
        }
        return left;
    }

    private Path comparison() {
        Path left = sum();
        String sign = peek();
        if (!Operators.compares(sign)) {
            return left;
        }
        at++;
        return Operators.comparison(sign, left, sum());
    }

    private Path sum() {
        Path left = product();
        while (peek().equals("+") || peek().equals("-")) {
            left = arithmetic(next(), left, product());
        }
        return left;
    }

    private Path product() {
        Path left = chain();
        while (peek().equals("*") || peek().equals("/")) {
            left = arithmetic(next(), left, chain());
        }
        return left;
    }

    private static Path arithmetic(String sign, Path left, Path right) {
        BinaryOperator<java.math.BigDecimal> operation = Operators.arithmetic(sign);
        return Operators.arithmetic(operation, left, right);
    }

    private Path chain() {
        Path path = first();
        while (true) {
            Path before = path;
            if (taken(".")) {
                Path step = step(next());
                path = (input, scope) -> step.evaluate(before.evaluate(input, scope), scope);
            } else if (taken("[")) {
                Path index = or();
                expect("]");
                path = Operators.indexed(before, index);
            } else {
                return path;
            }
        }
    }

    private Path first() {
        String token = next();
        if (token.equals("(")) {
            Path inner = or();
            expect(")");
            return inner;
        }
        if (token.equals("-")) {
            return Operators.negative(chain());
        }
        char c = token.isEmpty() ? ' ' : token.charAt(0);
        if (c == '\'') {
            return constant(Item.of(token.substring(1)));
        }
        if (Character.isDigit(c)) {
            return constant(number(token));
        }
        if (c == '%') {
            return variable(token.substring(1));
        }
        return switch (token) {
            case "true", "false" -> constant(Item.of(token.equals("true")));
            case "$this" -> (input, scope) -> input;
            default -> step(token);
        };
    }

    private Path step(String name) {
        if (name.isEmpty() || !(Character.isLetter(name.charAt(0)) || name.charAt(0) == '_')) {
            throw new ViewRefused("path", "expected a field or function");
        }
        if (!taken("(")) {
            return Members.of(name);
        }
        if (Functions.takesType(name)) {
            String type = peek().equals(")") ? "" : next();
            expect(")");
            return Functions.typed(name, type);
        }
        List<Path> arguments = new ArrayList<>();
        while (!peek().equals(")")) {
            arguments.add(or());
            if (!taken(",")) {
                break;
            }
        }
        expect(")");
        return Functions.of(name, arguments);
    }

    private Path variable(String name) {
        if (name.equals("rowIndex")) {
            return (input, scope) -> List.of(Item.of(JsonNodeFactory.instance.numberNode(scope.rowIndex())));
        }
        if (name.equals("resource")) {
            return (input, scope) -> List.of(Item.of(scope.resource()));
        }
        Item value = constants.get(name);
        if (value == null) {
            throw new ViewRefused("path", "uses a constant that the view does not define");
        }
        return constant(value);
    }

    private static Item number(String token) {
        try {
            return Item.of(JsonNodeFactory.instance.numberNode(new java.math.BigDecimal(token)));
        } catch (NumberFormatException e) {
            throw new ViewRefused("path", "expected a number");
        }
    }

    private static Path constant(Item value) {
        List<Item> values = List.of(value);
        return (input, scope) -> values;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private String next() {
        String token = peek();
        at++;
        return token;
    }

    private boolean taken(String token) {
        boolean taken = peek().equals(token);
        at += taken ? 1 : 0;
        return taken;
    }

    private void expect(String token) {
        if (!taken(token)) {
            throw new ViewRefused("path", "expected " + token);
        }
    }
}
