package org.consentry.crypto.signature;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A double as ECMAScript prints it (ECMA-262, Number::toString, radix 10). */
final class EcmaNumber {
    private static final int PLAIN_INTEGER_DIGITS = 21;
    private static final int PLAIN_LEADING_ZEROS = 6;

    private EcmaNumber() {}

    static String text(double value) {
        if (value == 0) {
            // Both zeros: ECMAScript prints no sign.
            return "0";
        }
        String sign = value < 0 ? "-" : "";
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        return sign + layout(digits, point);
    }

    /**
     * The shortest decimal that reads back as the same double, nearest to it among those. Java's own text (since 19) is
     * that, except that it never has fewer than two digits: 4.9E-324 where ECMAScript has 5e-324.
     */
    private static BigDecimal shortest(double value) {
        BigDecimal java = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (java.precision() != 2) {
            return java;
        }
        BigDecimal down = java.setScale(java.scale() - 1, RoundingMode.DOWN);
        BigDecimal up = java.setScale(java.scale() - 1, RoundingMode.UP);
        BigDecimal exact = new BigDecimal(value);
        boolean downNearer =
                exact.subtract(down).abs().compareTo(up.subtract(exact).abs()) <= 0;
        BigDecimal nearer = downNearer ? down : up;
        BigDecimal farther = downNearer ? up : down;
        if (nearer.doubleValue() == value) {
            return nearer.stripTrailingZeros();
        }
        return farther.doubleValue() == value ? farther.stripTrailingZeros() : java;
    }

    private static String layout(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= PLAIN_INTEGER_DIGITS) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= PLAIN_INTEGER_DIGITS) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-PLAIN_LEADING_ZEROS < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
