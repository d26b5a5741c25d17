package org.consentry.bench.sharing;

import java.nio.ByteBuffer;

/**
 * Reads one event stream as it comes: the head of the answer, lines of events, and the chunks they come in, if they do. It
 * keeps the line that is
 * being read and the last id, and tells of each event.
 */
final class EventReader {
    private static final int LONGEST_LINE = 16 * 1024;

    /** Told of each event that has an id and data. */
    interface Listener {
        void heard(long id, String data);
    }

    private enum Part {
        HEAD,
        SIZE,
        CHUNK,
        AFTER_CHUNK,
        UNTIL_THE_END
    }

    private final Listener listener;
    private final StringBuilder line = new StringBuilder();
    private Part part = Part.HEAD;
    private int left;
    private int status;
    private boolean chunked;
    private long id = -1;
    private long last = -1;

    /** @param listener nobody's when the events do not matter */
    EventReader(Listener listener) {
        this.listener = listener;
    }

    /** A new answer begins; what was heard stays heard. */
    void reset() {
        part = Part.HEAD;
        line.setLength(0);
        status = 0;
        chunked = false;
        begun = "";
        id = -1;
    }

    boolean isOpen() {
        return status == 200 && part != Part.HEAD;
    }

    boolean isRefused() {
        return status != 0 && status != 200;
    }

    /** The last id that was heard or given at the opening; less than zero before. */
    long last() {
        return last;
    }

    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            char next = (char) (bytes.get() & 0xff);
            switch (part) {
                case HEAD -> lineOf(next, this::head);
                case SIZE -> lineOf(next, this::size);
                case AFTER_CHUNK -> lineOf(next, text -> part = Part.SIZE);
                case UNTIL_THE_END -> lineOf(next, this::event);
                case CHUNK -> {
                    left--;
                    lineOf(next, this::event);
                    if (left == 0) {
                        // A line may go on in the next chunk: it waits in a place of its own.
                        begun = line.toString();
                        line.setLength(0);
                        part = Part.AFTER_CHUNK;
                    }
                }
            }
        }
    }

    private String begun = "";

    private interface Whole {
        void line(String text);
    }

    private void lineOf(char next, Whole whole) {
        if (next == '\n') {
            String text = line.toString();
            line.setLength(0);
            whole.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } else if (line.length() < LONGEST_LINE) {
            line.append(next);
        }
    }

    private void head(String text) {
        if (status == 0) {
            status = Integer.parseInt(text.substring(9, 12));
        } else if (text.isEmpty()) {
            part = chunked ? Part.SIZE : Part.UNTIL_THE_END;
        } else if (text.equalsIgnoreCase("transfer-encoding: chunked")) {
            chunked = true;
        }
    }

    private void size(String text) {
        left = text.isEmpty() ? 0 : Integer.parseInt(text, 16);
        part = left == 0 ? Part.SIZE : Part.CHUNK;
        line.append(begun);
        begun = "";
    }

    private void event(String text) {
        if (text.startsWith("id: ")) {
            id = Long.parseLong(text.substring(4));
        } else if (text.startsWith("data: ") && id >= 0) {
            listener.heard(id, text.substring(6));
        } else if (text.isEmpty() && id >= 0) {
            last = id;
            id = -1;
        }
    }
}
