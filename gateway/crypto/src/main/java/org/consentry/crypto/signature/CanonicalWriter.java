package org.consentry.crypto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Writes a tape in canonical form, through a buffer of its own, in one pass. */
final class CanonicalWriter {
    private static final int BUFFER = 16 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final JsonTape tape;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int length;

    CanonicalWriter(JsonTape tape, OutputStream out) {
        this.tape = tape;
        this.out = out;
    }

    /** Writes the whole document, without the named members of its root object. */
    void writeRoot(Set<String> hidden) throws IOException {
        value(0, hidden);
        out.write(buffer, 0, length);
    }

    private void value(int node, Set<String> hidden) throws IOException {
        switch (tape.kind(node)) {
            case JsonTape.OBJECT -> object(node, hidden);
            case JsonTape.ARRAY -> array(node);
            case JsonTape.RAW_STRING -> put(tape.source, tape.start(node) - 1, tape.end(node) + 1);
            case JsonTape.DECODED_STRING -> escaped(node);
            default -> put(tape.textOf(node), tape.start(node), tape.end(node));
        }
    }

    private void object(int node, Set<String> hidden) throws IOException {
        put('{');
        int end = tape.end(node);
        boolean first = true;
        for (int i = tape.start(node); i < end; i++) {
            int key = tape.order[i];
            if (hidden.isEmpty() || !hidden.contains(JsonCursor.text(tape, key))) {
                if (!first) {
                    put(',');
                }
                first = false;
                value(key, Set.of());
                put(':');
                value(tape.following(key), Set.of());
            }
        }
        put('}');
    }

    private void array(int node) throws IOException {
        put('[');
        int end = tape.next(node);
        int first = tape.following(node);
        for (int child = first; child < end; child = tape.next(child)) {
            if (child > first) {
                put(',');
            }
            value(child, Set.of());
        }
        put(']');
    }

    /** A string from the side buffer, escaped by section 3.2.2.2. */
    private void escaped(int node) throws IOException {
        put('"');
        int end = tape.end(node);
        for (int i = tape.start(node); i < end; i++) {
            byte b = tape.side[i];
            switch (b) {
                case '"', '\\' -> putEscape((char) b);
                case '\b' -> putEscape('b');
                case '\t' -> putEscape('t');
                case '\n' -> putEscape('n');
                case '\f' -> putEscape('f');
                case '\r' -> putEscape('r');
                default -> putOther(b);
            }
        }
        put('"');
    }

    private void putOther(byte b) throws IOException {
        if (b >= 0 && b < ' ') {
            putEscape('u');
            put('0');
            put('0');
            put((char) HEX[b >> 4]);
            put((char) HEX[b & 15]);
        } else {
            put((char) (b & 0xFF));
        }
    }

    private void putEscape(char kind) throws IOException {
        put('\\');
        put(kind);
    }

    private void put(char one) throws IOException {
        if (length == BUFFER) {
            flush();
        }
        buffer[length++] = (byte) one;
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        if (count > BUFFER - length) {
            flush();
        }
        if (count > BUFFER) {
            out.write(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, buffer, length, count);
            length += count;
        }
    }

    private void flush() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }
}
