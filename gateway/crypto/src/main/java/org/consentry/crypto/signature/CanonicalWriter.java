package org.consentry.crypto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** Writes a tape in canonical form in one pass, through a buffer of its own or into memory. */
final class CanonicalWriter {
    private static final int BUFFER = 16 * 1024;
    private static final int SHORT = 2 * Long.BYTES;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final JsonTape tape;
    private final OutputStream out;
    private final boolean inMemory;
    private byte[] buffer;
    private int length;

    private CanonicalWriter(JsonTape tape, OutputStream out, boolean inMemory, int capacity) {
        this.tape = tape;
        this.out = out;
        this.inMemory = inMemory;
        this.buffer = new byte[capacity];
    }

    /** Writes the whole document, without the named members of its root object. */
    static void write(JsonTape tape, Set<String> hidden, OutputStream out) throws IOException {
        CanonicalWriter writer = new CanonicalWriter(tape, out, false, BUFFER);
        writer.root(hidden);
        out.write(writer.buffer, 0, writer.length);
    }

    /** The same as an array. The canonical form is seldom longer than the source. */
    static byte[] bytes(JsonTape tape, Set<String> hidden) {
        CanonicalWriter writer =
                new CanonicalWriter(tape, OutputStream.nullOutputStream(), true, tape.source.length + 64);
        try {
            writer.root(hidden);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Arrays.copyOf(writer.buffer, writer.length);
    }

    private void root(Set<String> hidden) throws IOException {
        if (tape.kind(0) != JsonTape.OBJECT || hidden.isEmpty()) {
            value(0);
            return;
        }
        put('{');
        boolean first = true;
        for (int i = tape.start(0); i < tape.end(0); i++) {
            int key = tape.order[i];
            if (!hidden.contains(JsonCursor.text(tape, key))) {
                first = member(key, first);
            }
        }
        put('}');
    }

    private void value(int node) throws IOException {
        switch (tape.kind(node)) {
            case JsonTape.OBJECT -> object(node);
            case JsonTape.ARRAY -> array(node);
            case JsonTape.RAW_STRING -> put(tape.source, tape.start(node) - 1, tape.end(node) + 1);
            case JsonTape.DECODED_STRING -> escaped(node);
            default -> put(tape.textOf(node), tape.start(node), tape.end(node));
        }
    }

    private void object(int node) throws IOException {
        put('{');
        int end = tape.end(node);
        boolean first = true;
        for (int i = tape.start(node); i < end; i++) {
            first = member(tape.order[i], first);
        }
        put('}');
    }

    private boolean member(int key, boolean first) throws IOException {
        if (!first) {
            put(',');
        }
        value(key);
        put(':');
        value(tape.following(key));
        return false;
    }

    private void array(int node) throws IOException {
        put('[');
        int end = tape.next(node);
        int first = tape.following(node);
        for (int child = first; child < end; child = tape.next(child)) {
            if (child > first) {
                put(',');
            }
            value(child);
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
        if (length == buffer.length) {
            makeRoom(1);
        }
        buffer[length++] = (byte) one;
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        if (count <= SHORT && from + SHORT <= bytes.length && length + SHORT <= buffer.length) {
            // Nearly all names and codes: two fixed moves are cheaper than a copy of a length only known now. What is
            // written too much is overwritten by what follows.
            LONGS.set(buffer, length, (long) LONGS.get(bytes, from));
            LONGS.set(buffer, length + Long.BYTES, (long) LONGS.get(bytes, from + Long.BYTES));
            length += count;
            return;
        }
        if (count > buffer.length - length) {
            makeRoom(count);
        }
        if (count > buffer.length) {
            out.write(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, buffer, length, count);
            length += count;
        }
    }

    private void makeRoom(int count) throws IOException {
        if (inMemory) {
            buffer = Arrays.copyOf(buffer, Math.max(JsonTape.grown(buffer.length), length + count));
        } else {
            out.write(buffer, 0, length);
            length = 0;
        }
    }
}
