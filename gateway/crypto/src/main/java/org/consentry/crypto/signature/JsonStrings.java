package org.consentry.crypto.signature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.consentry.crypto.signature.Canonicalization.Reason;

/**
 * Reads JSON strings: finds their end eight bytes at a time, checks UTF-8 and escapes, and tells whether the text is
 * already in the form RFC 8785 section 3.2.2.2 asks for.
 */
final class JsonStrings {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private final JsonTape tape;
    private final byte[] in;
    private boolean escaped;
    private boolean canonical;

    JsonStrings(JsonTape tape) {
        this.tape = tape;
        this.in = tape.source;
    }

    /** Reads the string whose opening quote is at {@code open}, adds its node, tells the index after the closing quote. */
    int read(int open, boolean key) {
        escaped = false;
        canonical = true;
        int end = scan(open + 1);
        if (escaped && (key || !canonical)) {
            int start = tape.sideLength;
            decode(open + 1, end);
            tape.add(JsonTape.DECODED_STRING, start, tape.sideLength, open);
        } else {
            tape.add(JsonTape.RAW_STRING, open + 1, end, open);
        }
        return end + 1;
    }

    private int scan(int from) {
        int i = from;
        while (true) {
            i = plainUntil(i);
            if (i >= in.length) {
                throw new JsonFault(Reason.TRUNCATED, in.length);
            }
            byte b = in[i];
            if (b == '"') {
                return i;
            }
            if (b == '\\') {
                escaped = true;
                i = escape(i);
            } else if (b < 0) {
                i = Utf8Sequence.end(in, i);
            } else if (b < ' ') {
                throw new JsonFault(Reason.CONTROL_CHARACTER, i);
            } else {
                i++;
            }
        }
    }

    /** The first index from which eight bytes at once are no longer all plain ASCII, or near the end of the input. */
    private int plainUntil(int from) {
        int i = from;
        while (i + Long.BYTES <= in.length) {
            long word = (long) LONGS.get(in, i);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            // Borrows run upward only, so the lowest flagged byte is always a true hit.
            long hits =
                    ((word - SPACES) & ~word) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | word;
            hits &= HIGHS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
            i += Long.BYTES;
        }
        return i;
    }

    private int escape(int backslash) {
        if (backslash + 1 >= in.length) {
            throw new JsonFault(Reason.TRUNCATED, in.length);
        }
        switch (in[backslash + 1]) {
            case '"', '\\', 'b', 'f', 'n', 'r', 't' -> {
                return backslash + 2;
            }
            case '/' -> {
                canonical = false;
                return backslash + 2;
            }
            case 'u' -> {
                return unicodeEscape(backslash);
            }
            default -> throw new JsonFault(Reason.BAD_ESCAPE, backslash);
        }
    }

    private int unicodeEscape(int backslash) {
        int unit = hex4(backslash);
        if (Character.isLowSurrogate((char) unit)) {
            throw new JsonFault(Reason.LONE_SURROGATE, backslash);
        }
        if (Character.isHighSurrogate((char) unit)) {
            canonical = false;
            int low = backslash + 6;
            if (low + 1 >= in.length || in[low] != '\\' || in[low + 1] != 'u') {
                throw new JsonFault(Reason.LONE_SURROGATE, backslash);
            }
            if (!Character.isLowSurrogate((char) hex4(low))) {
                throw new JsonFault(Reason.LONE_SURROGATE, backslash);
            }
            return low + 6;
        }
        canonical &= isCanonicalControl(unit, in[backslash + 5]);
        return backslash + 6;
    }

    /** Only a control character without a short form is written as backslash-u, with lower-case digits. */
    private static boolean isCanonicalControl(int unit, byte lastDigit) {
        boolean shortForm = unit == '\b' || unit == '\t' || unit == '\n' || unit == '\f' || unit == '\r';
        boolean upperCase = lastDigit >= 'A' && lastDigit <= 'F';
        return unit < ' ' && !shortForm && !upperCase;
    }

    private int hex4(int backslash) {
        int value = 0;
        for (int i = backslash + 2; i < backslash + 6; i++) {
            if (i >= in.length) {
                throw new JsonFault(Reason.TRUNCATED, in.length);
            }
            int digit = Character.digit(in[i], 16);
            if (digit < 0) {
                throw new JsonFault(Reason.BAD_ESCAPE, backslash);
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /** Copies the already checked text into the side buffer with every escape resolved; never longer than the source. */
    private void decode(int from, int to) {
        tape.reserveSide(to - from);
        byte[] out = tape.side;
        int length = tape.sideLength;
        int i = from;
        while (i < to) {
            if (in[i] != '\\') {
                out[length++] = in[i++];
            } else if (in[i + 1] != 'u') {
                out[length++] = resolved(in[i + 1]);
                i += 2;
            } else {
                int unit = hex4(i);
                int point = Character.isHighSurrogate((char) unit)
                        ? Character.toCodePoint((char) unit, (char) hex4(i + 6))
                        : unit;
                length = Utf8Sequence.write(point, out, length);
                i += point > 0xFFFF ? 12 : 6;
            }
        }
        tape.sideLength = length;
    }

    private static byte resolved(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
