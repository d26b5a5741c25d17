package org.consentry.crypto.signature;

import java.util.Arrays;
import org.consentry.crypto.signature.Canonicalization.Reason;

/** Reads the structure of one JSON document (RFC 8259, I-JSON's rules of RFC 7493 enforced) onto a tape. */
final class JsonReader {
    private final byte[] in;
    private final int maxDepth;
    private final JsonTape tape;
    private final JsonStrings strings;
    private final JsonNumbers numbers;
    private final KeyOrder keyOrder;
    private int[] pending = new int[64];
    private int pendingLength;
    private int at;

    JsonReader(byte[] json, JsonCanonicalizer rules) {
        this.in = json;
        this.maxDepth = rules.maxDepth();
        this.tape = new JsonTape(json);
        this.strings = new JsonStrings(tape);
        this.numbers = new JsonNumbers(tape, rules.numbers());
        this.keyOrder = new KeyOrder(tape);
    }

    JsonTape read() {
        skipSpace();
        if (at == in.length) {
            throw new JsonFault(Reason.EMPTY, 0);
        }
        value(0);
        skipSpace();
        if (at < in.length) {
            throw new JsonFault(Reason.TRAILING_BYTES, at);
        }
        return tape;
    }

    private void value(int depth) {
        switch (peek()) {
            case '"' -> at = strings.read(at, false);
            case '{' -> object(depth);
            case '[' -> array(depth);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> at = numbers.read(at);
            default -> throw new JsonFault(Reason.UNEXPECTED_BYTE, at);
        }
    }

    private void object(int depth) {
        refuseDeeperThan(depth);
        int node = tape.add(JsonTape.OBJECT, 0, 0, 0);
        int mark = pendingLength;
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
        } else {
            do {
                member(depth);
            } while (another('}'));
        }
        keyOrder.sort(pending, mark, pendingLength);
        int start = tape.orderLength;
        for (int i = mark; i < pendingLength; i++) {
            tape.pushOrder(pending[i]);
        }
        pendingLength = mark;
        tape.close(node, start, tape.orderLength);
    }

    private void member(int depth) {
        skipSpace();
        if (peek() != '"') {
            throw new JsonFault(Reason.UNEXPECTED_BYTE, at);
        }
        push(tape.length());
        at = strings.read(at, true);
        skipSpace();
        if (peek() != ':') {
            throw new JsonFault(Reason.UNEXPECTED_BYTE, at);
        }
        at++;
        skipSpace();
        value(depth + 1);
    }

    private void array(int depth) {
        refuseDeeperThan(depth);
        int node = tape.add(JsonTape.ARRAY, 0, 0, 0);
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
        } else {
            do {
                skipSpace();
                value(depth + 1);
            } while (another(']'));
        }
        tape.close(node, 0, 0);
    }

    /** After a member or an element: is there a comma, or is the container closed? */
    private boolean another(char close) {
        skipSpace();
        byte next = peek();
        if (next != ',' && next != close) {
            throw new JsonFault(Reason.UNEXPECTED_BYTE, at);
        }
        at++;
        return next == ',';
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i == in.length) {
                throw new JsonFault(Reason.TRUNCATED, at + i);
            }
            if (in[at + i] != word.charAt(i)) {
                throw new JsonFault(Reason.UNEXPECTED_BYTE, at + i);
            }
        }
        tape.add(JsonTape.RAW_TEXT, at, at + word.length(), 0);
        at += word.length();
    }

    private void refuseDeeperThan(int depth) {
        if (depth >= maxDepth) {
            throw new JsonFault(Reason.TOO_DEEP, at);
        }
    }

    private void push(int key) {
        if (pendingLength == pending.length) {
            pending = Arrays.copyOf(pending, JsonTape.grown(pending.length));
        }
        pending[pendingLength++] = key;
    }

    private byte peek() {
        if (at >= in.length) {
            throw new JsonFault(Reason.TRUNCATED, in.length);
        }
        return in[at];
    }

    private void skipSpace() {
        if (at < in.length && in[at] > ' ') {
            return;
        }
        int i = at;
        while (i < in.length && (in[i] == ' ' || in[i] == '\n' || in[i] == '\r' || in[i] == '\t')) {
            i++;
        }
        at = i;
    }
}
