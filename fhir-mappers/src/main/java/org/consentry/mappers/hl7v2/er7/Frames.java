package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cutting a stream of bytes into messages (HL7 v2.8 chapter 2.10.3): batch headers and trailers are passed over, every
 * line that starts with MSH starts a message, MLLP's block characters end one. Bytes before the first MSH that are not
 * an envelope are handed out as a frame too, so that they are answered and never lost. The frames of a stream in UTF-16
 * are in UTF-8.
 */
public final class Frames {

    private static final byte[] MSH = {'M', 'S', 'H'};

    private Frames() {}

    /** One message's bytes and where they began. */
    @SuppressWarnings("ArrayRecordComponent") // Frames are handed on, never compared.
    public record Frame(int offset, byte[] bytes) {}

    /** The messages in the order they stand; empty if there is nothing but envelope and white space. */
    public static List<Frame> split(byte[] bytes) {
        byte[] narrowed = Wide.narrowed(bytes);
        byte[] stream = narrowed == null ? bytes : narrowed;
        List<Frame> frames = new ArrayList<>();
        int start = -1;
        for (int line = 0; line < stream.length; line = next(stream, line)) {
            int text = skipMarks(stream, line);
            boolean envelope = isEnvelope(stream, text);
            boolean block = text > line || (text > 0 && stream[text - 1] == 0x1c);
            if (start >= 0 && (envelope || block || is(stream, text, MSH))) {
                add(frames, stream, start, line);
                start = -1;
            }
            if (start < 0 && !envelope) {
                start = text;
            }
        }
        if (start >= 0) {
            add(frames, stream, start, stream.length);
        }
        return frames;
    }

    private static void add(List<Frame> frames, byte[] stream, int start, int end) {
        for (int i = start; i < end; i++) {
            if (stream[i] > ' ' || stream[i] < 0) {
                frames.add(new Frame(start, Arrays.copyOfRange(stream, start, end)));
                return;
            }
        }
    }

    private static int next(byte[] stream, int from) {
        int i = from;
        while (i < stream.length && stream[i] != '\r' && stream[i] != '\n' && (stream[i] != 0x1c || i == from)) {
            i++;
        }
        while (i < stream.length && (stream[i] == '\r' || stream[i] == '\n')) {
            i++;
        }
        return i == from ? i + 1 : i;
    }

    private static int skipMarks(byte[] stream, int line) {
        int i = line;
        while (i < stream.length
                && (stream[i] == 0x0b
                        || stream[i] == 0x1c
                        || (stream[i] == (byte) 0xef && i + 2 < stream.length && stream[i + 1] == (byte) 0xbb))) {
            i += stream[i] == (byte) 0xef ? 3 : 1;
        }
        return i;
    }

    private static boolean isEnvelope(byte[] stream, int at) {
        if (at + 3 > stream.length) {
            return false;
        }
        String id = new String(stream, at, 3, java.nio.charset.StandardCharsets.ISO_8859_1);
        boolean known = id.equals("FHS") || id.equals("BHS") || id.equals("BTS") || id.equals("FTS");
        return known && (at + 3 == stream.length || !Character.isLetterOrDigit(stream[at + 3]));
    }

    private static boolean is(byte[] stream, int at, byte[] id) {
        return at + 3 < stream.length
                && Arrays.equals(stream, at, at + 3, id, 0, 3)
                && !Character.isLetterOrDigit(stream[at + 3]);
    }
}
