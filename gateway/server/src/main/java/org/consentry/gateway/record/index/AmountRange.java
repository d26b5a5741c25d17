package org.consentry.gateway.record.index;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The numbers that a decimal of limited precision may stand for: 100 means 99.5 to 100.5, 1e2 means 95 to 105.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#number">search.html#number</a>
 */
public record AmountRange(double low, double exact, double high) {
    private static final Pattern FORM = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** Reads a decimal; empty when it is none or absurdly long. */
    public static Optional<AmountRange> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text);
        // An exponent stands for one figure more than is written: R4's own example is 1e2 for 95 to 105.
        int scale = number.scale() < 0 ? number.scale() + 1 : number.scale();
        BigDecimal half = HALF.scaleByPowerOfTen(-scale);
        return Optional.of(new AmountRange(
                number.subtract(half).doubleValue(),
                number.doubleValue(),
                number.add(half).doubleValue()));
    }
}
