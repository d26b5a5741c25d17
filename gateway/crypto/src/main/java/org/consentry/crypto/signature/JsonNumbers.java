package org.consentry.crypto.signature;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.consentry.crypto.signature.Canonicalization.Reason;
import org.consentry.crypto.signature.JsonCanonicalizer.Numbers;

/**
 * Reads JSON numbers and gives them the form of RFC 8785 section 3.2.2.3, which is ECMAScript's.
 *
 * <p>A decimal of at most 15 significant digits always survives a double, so the usual number is decided by looking at
 * its characters; only the rest is parsed, printed and compared.
 */
final class JsonNumbers {
    /** Longer literals are refused: no measured value needs them, and comparing them costs more than linear time. */
    private static final int LONGEST = 400;

    private static final int SAFE_DIGITS = 15;
    private static final BigDecimal LARGEST_INTEGER = BigDecimal.valueOf(1L << 53);

    private final JsonTape tape;
    private final byte[] in;
    private final Numbers policy;
    private int integerEnd;
    private int fractionEnd;

    JsonNumbers(JsonTape tape, Numbers policy) {
        this.tape = tape;
        this.in = tape.source;
        this.policy = policy;
    }

    /** Reads the number at {@code from}, adds its node, tells the index after it. */
    int read(int from) {
        int end = scan(from);
        if (end - from > LONGEST) {
            throw new JsonFault(Reason.NUMBER_TOO_LONG, from);
        }
        int plainEnd = plainEnd(from, end);
        if (plainEnd > from) {
            tape.add(JsonTape.RAW_TEXT, from, plainEnd, 0);
        } else {
            byte[] text = viaDouble(from, end).getBytes(StandardCharsets.US_ASCII);
            tape.reserveSide(text.length);
            System.arraycopy(text, 0, tape.side, tape.sideLength, text.length);
            tape.add(JsonTape.SIDE_TEXT, tape.sideLength, tape.sideLength + text.length, 0);
            tape.sideLength += text.length;
        }
        return end;
    }

    private int scan(int from) {
        int i = in[from] == '-' ? from + 1 : from;
        int digits = i;
        i = digits(i);
        if (in[digits] == '0' && i > digits + 1) {
            throw new JsonFault(Reason.BAD_NUMBER, from);
        }
        integerEnd = i;
        if (i < in.length && in[i] == '.') {
            i = digits(i + 1);
        }
        fractionEnd = i;
        if (i < in.length && (in[i] == 'e' || in[i] == 'E')) {
            i++;
            if (i < in.length && (in[i] == '+' || in[i] == '-')) {
                i++;
            }
            i = digits(i);
        }
        return i;
    }

    private int digits(int from) {
        int i = from;
        while (i < in.length && in[i] >= '0' && in[i] <= '9') {
            i++;
        }
        if (i == from) {
            throw new JsonFault(i == in.length ? Reason.TRUNCATED : Reason.BAD_NUMBER, i);
        }
        return i;
    }

    /** Where the canonical form ends if it is a prefix of the literal; {@code from} if it is not or that is not sure. */
    private int plainEnd(int from, int end) {
        boolean exponent = fractionEnd < end;
        boolean zeroInteger = in[integerEnd - 1] == '0' && (integerEnd - from == 1 || in[integerEnd - 2] == '-');
        boolean tiny = zeroInteger && !(integerEnd + 1 < end && in[integerEnd + 1] != '0');
        if (exponent || end - from > SAFE_DIGITS || (tiny && end - from > 1)) {
            return from;
        }
        int i = end;
        if (integerEnd < end) {
            while (in[i - 1] == '0') {
                i--;
            }
            if (in[i - 1] == '.') {
                i--;
            }
        }
        return i;
    }

    private String viaDouble(int from, int end) {
        String literal = new String(in, from, end - from, StandardCharsets.US_ASCII);
        double value = Double.parseDouble(literal);
        if (Double.isInfinite(value)) {
            throw new JsonFault(Reason.NUMBER_NOT_EXACT, from);
        }
        String canonical = EcmaNumber.text(value);
        if (policy == Numbers.EXACT) {
            boolean integer = integerEnd == end;
            if (!sameValue(literal, canonical, integer)) {
                throw new JsonFault(Reason.NUMBER_NOT_EXACT, from);
            }
        }
        return canonical;
    }

    private static boolean sameValue(String literal, String canonical, boolean integer) {
        try {
            BigDecimal exact = new BigDecimal(literal);
            return exact.compareTo(new BigDecimal(canonical)) == 0
                    && !(integer && exact.abs().compareTo(LARGEST_INTEGER) > 0);
        } catch (NumberFormatException exponentBeyondInt) {
            return false;
        }
    }
}
