package org.consentry.gateway.shape;

import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * The forms of primitive values in JSON.
 *
 * @see <a href="https://hl7.org/fhir/R4/datatypes.html#primitive">datatypes.html#primitive</a>
 */
enum PrimitiveForm {
    BOOLEAN("true or false", JsonNode::isBoolean),
    INTEGER("a whole number of 32 bits", PrimitiveForm::isInt),
    UNSIGNEDINT("a whole number from 0", node -> isInt(node) && node.intValue() >= 0),
    POSITIVEINT("a whole number from 1", node -> isInt(node) && node.intValue() > 0),
    DECIMAL("a number", JsonNode::isNumber),
    STRING("a text with at least one character and no control characters", PrimitiveForm::isText),
    CODE("a code without spaces at its ends", node -> isText(node) && isCode(node.stringValue())),
    ID("1 to 64 letters, digits, '-' or '.'", node -> node.isString() && isId(node.stringValue())),
    BASE64BINARY("base64", node -> node.isString() && isBase64(node.stringValue())),
    DATE("a date such as 2026, 2026-11 or 2026-11-20", node -> node.isString() && Moments.isDate(node.stringValue())),
    DATETIME(
            "a date, or a time such as 2026-11-20T10:00:00Z",
            node -> node.isString() && Moments.isDateTime(node.stringValue())),
    INSTANT("a time such as 2026-11-20T10:00:00Z", node -> node.isString() && Moments.isInstant(node.stringValue())),
    TIME("a time of day such as 10:00:00", node -> node.isString() && Moments.isTime(node.stringValue())),
    XHTML(
            "XHTML in a div",
            node -> isText(node) && node.stringValue().stripLeading().startsWith("<div"));

    private final String rule;
    private final Predicate<JsonNode> test;

    PrimitiveForm(String rule, Predicate<JsonNode> test) {
        this.rule = rule;
        this.test = test;
    }

    /** The form of one of R4's primitive datatypes; texts of all kinds have the same. */
    static PrimitiveForm of(String datatype) {
        return switch (datatype) {
            case "markdown", "uri", "url", "canonical", "oid", "uuid" -> STRING;
            default -> valueOf(datatype.toUpperCase(Locale.ROOT));
        };
    }

    String rule() {
        return rule;
    }

    boolean fits(JsonNode value) {
        return test.test(value);
    }

    private static boolean isInt(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static boolean isText(JsonNode node) {
        if (!node.isString()) {
            return false;
        }
        String text = node.stringValue();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return false;
            }
            if (Character.isSurrogate(c)) {
                // Half of a pair is no character, and UTF-8 cannot hold it.
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isCode(String text) {
        return !Character.isWhitespace(text.charAt(0)) && !Character.isWhitespace(text.charAt(text.length() - 1));
    }

    private static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= 64
                && text.chars().allMatch(c -> c == '-' || c == '.' || isLetterOrDigit(c));
    }

    private static boolean isBase64(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                c == '+' || c == '/' || c == '=' || isLetterOrDigit(c) || Character.isWhitespace(c));
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
