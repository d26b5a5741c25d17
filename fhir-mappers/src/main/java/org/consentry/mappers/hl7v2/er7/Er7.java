package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.Controls;

/** What reading one message's bytes came to. */
public sealed interface Er7 {

    /** The most segments one message may have. */
    int MAX_SEGMENTS = 100_000;

    /** The most bytes one message may have: a large scan embedded in an MDM fits. */
    int MAX_BYTES = 64 * 1024 * 1024;

    /**
     * A message whose header could be read.
     *
     * @param segments in the order sent; the first is MSH
     * @param joined how many lines were no segments and were taken as the continuation of the one before
     */
    record Legible(Delimiters delimiters, List<Segment> segments, int joined) implements Er7 {
        public Segment header() {
            return segments.get(0);
        }
    }

    /**
     * Not a message.
     *
     * @param segment the position of the segment that is to blame, from 1
     * @param reason a sentence without content
     */
    record Illegible(int segment, String reason) implements Er7 {}

    /** Reads one message; MLLP framing and a byte order mark around it are tolerated. */
    static Er7 read(byte[] message) {
        if (message.length > MAX_BYTES) {
            return new Illegible(1, "The message is larger than " + MAX_BYTES + " bytes");
        }
        String text = MessageCharset.decode(message);
        int start = text.indexOf("MSH");
        if (start < 0 || !text.substring(0, start).isBlank()) {
            return new Illegible(1, "The message does not start with MSH");
        }
        Delimiters delimiters = Delimiters.of(text.substring(start, Math.min(text.length(), start + 12)));
        if (!delimiters.usable()) {
            return new Illegible(1, "MSH-1 and MSH-2 do not declare usable delimiters");
        }
        return segments(text, start, delimiters);
    }

    private static Er7 segments(String text, int start, Delimiters delimiters) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int joined = 0;
        for (int from = start; from < text.length(); ) {
            int end = from;
            while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            String next = text.substring(from, end);
            if (startsSegment(next, delimiters)) {
                finish(line, segments, delimiters);
                line.append(next);
            } else if (!next.isBlank()) {
                line.append('\n').append(next);
                joined++;
            }
            if (segments.size() >= MAX_SEGMENTS) {
                return new Illegible(segments.size(), "The message has more than " + MAX_SEGMENTS + " segments");
            }
            from = end + 1;
        }
        finish(line, segments, delimiters);
        return new Legible(delimiters, segments, joined);
    }

    private static void finish(StringBuilder line, List<Segment> segments, Delimiters delimiters) {
        if (!line.isEmpty()) {
            segments.add(new Segment(Controls.shown(line.toString()), segments.size() + 1, delimiters));
            line.setLength(0);
        }
    }

    private static boolean startsSegment(String line, Delimiters delimiters) {
        return line.length() >= 3
                && upper(line.charAt(0))
                && upperOrDigit(line.charAt(1))
                && upperOrDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == delimiters.field());
    }

    private static boolean upper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean upperOrDigit(char c) {
        return upper(c) || (c >= '0' && c <= '9');
    }
}
