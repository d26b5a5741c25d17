package org.consentry.gateway.shape;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The forms of primitive values in JSON.
 *
 * @see <a href="https://hl7.org/fhir/R4/datatypes.html#primitive">datatypes.html#primitive</a>
 */
enum PrimitiveForm {
    BOOLEAN("true or false"),
    INTEGER("a whole number of 32 bits"),
    UNSIGNEDINT("a whole number from 0"),
    POSITIVEINT("a whole number from 1"),
    DECIMAL("a number"),
    STRING("a text with at least one character and no control characters"),
    CODE("a code without spaces at its ends"),
    ID("1 to 64 letters, digits, '-' or '.'"),
    BASE64BINARY("base64"),
    DATE("a date such as 2026, 2026-11 or 2026-11-20"),
    DATETIME("a date, or a time such as 2026-11-20T10:00:00Z"),
    INSTANT("a time such as 2026-11-20T10:00:00Z"),
    TIME("a time of day such as 10:00:00"),
    XHTML("XHTML in a div");

    private final String rule;

    PrimitiveForm(String rule) {
        this.rule = rule;
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
        return switch (this) {
            case BOOLEAN -> value.isBoolean();
            case INTEGER -> isInt(value);
            case UNSIGNEDINT -> isInt(value) && value.intValue() >= 0;
            case POSITIVEINT -> isInt(value) && value.intValue() > 0;
            case DECIMAL -> value.isNumber();
            default -> value.isString() && fits(value.stringValue());
        };
    }

    private boolean fits(String text) {
        return switch (this) {
            case CODE -> isText(text) && isCode(text);
            case ID -> isId(text);
            case BASE64BINARY -> isBase64(text);
            case DATE -> Moments.isDate(text);
            case DATETIME -> Moments.isDateTime(text);
            case INSTANT -> Moments.isInstant(text);
            case TIME -> Moments.isTime(text);
            case XHTML -> isText(text) && text.stripLeading().startsWith("<div");
            default -> isText(text);
        };
    }

    private static boolean isInt(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static boolean isText(String text) {
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
