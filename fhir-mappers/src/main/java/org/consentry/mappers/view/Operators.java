package org.consentry.mappers.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** FHIRPath's operators over collections: empty in, empty out, and logic with three values. */
final class Operators {
    private static final Set<String> COMPARISONS = Set.of("=", "!=", "<", ">", "<=", ">=");

    private Operators() {}

    static boolean compares(String sign) {
        return COMPARISONS.contains(sign);
    }

    static Path or(Path left, Path right) {
        return (input, scope) -> {
            Boolean a = truth(left.evaluate(input, scope));
            Boolean b = truth(right.evaluate(input, scope));
            boolean either = Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b);
            return either ? List.of(Item.of(true)) : a == null || b == null ? List.of() : List.of(Item.of(false));
        };
    }

    static Path and(Path left, Path right) {
        return (input, scope) -> {
            Boolean a = truth(left.evaluate(input, scope));
            Boolean b = truth(right.evaluate(input, scope));
            boolean neither = Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b);
            return neither ? List.of(Item.of(false)) : a == null || b == null ? List.of() : List.of(Item.of(true));
        };
    }

    static Path comparison(String sign, Path left, Path right) {
        return (input, scope) -> {
            List<Item> a = left.evaluate(input, scope);
            List<Item> b = right.evaluate(input, scope);
            if (a.isEmpty() || b.isEmpty()) {
                return List.of();
            }
            if (sign.equals("=") || sign.equals("!=")) {
                return List.of(Item.of(same(a, b) == sign.equals("=")));
            }
            return List.of(
                    Item.of(ordered(sign, order(single(a).node(), single(b).node()))));
        };
    }

    static Path arithmetic(BinaryOperator<BigDecimal> operation, Path left, Path right) {
        return (input, scope) -> {
            List<Item> a = left.evaluate(input, scope);
            List<Item> b = right.evaluate(input, scope);
            if (a.isEmpty() || b.isEmpty()) {
                return List.of();
            }
            BigDecimal result = operation.apply(number(single(a)), number(single(b)));
            return List.of(Item.of(JsonNodeFactory.instance.numberNode(result)));
        };
    }

    static BinaryOperator<BigDecimal> arithmetic(String sign) {
        return switch (sign) {
            case "+" -> BigDecimal::add;
            case "-" -> BigDecimal::subtract;
            case "*" -> BigDecimal::multiply;
            default -> Operators::divided;
        };
    }

    static Path negative(Path path) {
        return (input, scope) -> path.evaluate(input, scope).stream()
                .map(item ->
                        Item.of(JsonNodeFactory.instance.numberNode(number(item).negate())))
                .toList();
    }

    static Path indexed(Path path, Path index) {
        return (input, scope) -> {
            List<Item> items = path.evaluate(input, scope);
            int at = number(single(index.evaluate(input, scope))).intValue();
            return at >= 0 && at < items.size() ? List.of(items.get(at)) : List.of();
        };
    }

    /** The truth of a criterion: null for empty; anything but one boolean is the view's mistake. */
    static @Nullable Boolean truth(List<Item> items) {
        if (items.isEmpty()) {
            return null;
        }
        JsonNode node = single(items).node();
        if (!node.isBoolean()) {
            throw new ViewRefused("path", "a criterion gave something else than true or false");
        }
        return node.booleanValue();
    }

    static Item single(List<Item> items) {
        if (items.size() != 1) {
            throw new ViewRefused("path", "an operator needs one value and got %d".formatted(items.size()));
        }
        return items.getFirst();
    }

    private static BigDecimal divided(BigDecimal a, BigDecimal b) {
        if (b.signum() == 0) {
            throw new ViewRefused("path", "a division by zero");
        }
        return a.divide(b, MathContext.DECIMAL64).stripTrailingZeros();
    }

    private static BigDecimal number(Item item) {
        if (!item.node().isNumber()) {
            throw new ViewRefused("path", "arithmetic needs numbers");
        }
        return item.node().decimalValue();
    }

    private static boolean same(List<Item> a, List<Item> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            JsonNode x = a.get(i).node();
            JsonNode y = b.get(i).node();
            boolean numbers = x.isNumber() && y.isNumber();
            if (numbers ? x.decimalValue().compareTo(y.decimalValue()) != 0 : !x.equals(y)) {
                return false;
            }
        }
        return true;
    }

    private static int order(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        if (a.isString() && b.isString()) {
            return a.stringValue().compareTo(b.stringValue());
        }
        throw new ViewRefused("path", "a comparison needs two numbers or two strings");
    }

    private static boolean ordered(String sign, int order) {
        return switch (sign) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }
}
