package org.consentry.mappers.hl7v2.er7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * UTF-16, in which no byte can be looked for: a stream of it is read as a whole, before it is cut into messages. It is
 * known by its byte order mark or by the two-byte letters that a message or batch starts with, whatever MLLP or an
 * editor put before.
 */
final class Wide {

    private static final int MOST_BEFORE = 16;

    private Wide() {}

    /** The same stream in UTF-8, or null if it is not UTF-16. */
    static byte @Nullable [] narrowed(byte[] stream) {
        for (int at = 0; at < Math.min(stream.length, MOST_BEFORE) && before(stream[at]); at++) {
            Charset charset = charset(stream, at);
            if (charset != null) {
                int mark = is(stream, at, 0xfe, 0xff) || is(stream, at, 0xff, 0xfe) ? 2 : 0;
                String text = new String(stream, at + mark, end(stream) - at - mark, charset);
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** The length without the two single bytes by which MLLP ends a block. */
    private static int end(byte[] stream) {
        int end = stream.length;
        boolean block = end > 8 && stream[end - 2] == 0x1c && stream[end - 1] == '\r';
        return block ? end - 2 : end;
    }

    /** What may stand before a message: the first bytes of a mark or letter, block characters, ends of lines. */
    private static boolean before(byte one) {
        return one == 0x0b
                || one == 0x1c
                || one == 0
                || one == '\r'
                || one == '\n'
                || one == ' '
                || one == (byte) 0xfe
                || one == (byte) 0xff
                || one == 'M'
                || one == 'F'
                || one == 'B';
    }

    private static @Nullable Charset charset(byte[] stream, int at) {
        if (is(stream, at, 0xfe, 0xff) || letters(stream, at, 0)) {
            return StandardCharsets.UTF_16BE;
        }
        return is(stream, at, 0xff, 0xfe) || letters(stream, at, 1) ? StandardCharsets.UTF_16LE : null;
    }

    /** MSH, FHS or BHS with a zero before (0) or after (1) each letter. */
    private static boolean letters(byte[] stream, int at, int zero) {
        if (at + 6 > stream.length) {
            return false;
        }
        StringBuilder id = new StringBuilder(3);
        for (int i = 0; i < 6; i += 2) {
            if (stream[at + i + zero] != 0) {
                return false;
            }
            id.append((char) stream[at + i + 1 - zero]);
        }
        return id.toString().matches("MSH|FHS|BHS");
    }

    private static boolean is(byte[] stream, int at, int first, int second) {
        return at + 1 < stream.length && (stream[at] & 0xff) == first && (stream[at + 1] & 0xff) == second;
    }
}
