package org.consentry.crypto.signature;

import java.util.Arrays;

/*
 * A JSON document as a flat list of nodes.
 *
 * RFC 8785 sorts the members of every object, so nothing can be written before an object is closed. Building a map per
 * object, as the common libraries do, spends most of its time on strings that are thrown away. Here a node is four ints
 * in one array: what it is, where its text starts and ends, and where the next sibling is. Text that is already in
 * canonical form, which is nearly all of it, is never copied until it is written: the node points into the source.
 * Text that is not (an unusual escape, a number with a trailing zero) is put into a side buffer once.
 *
 * For an object, `start` and `end` delimit a slice of `order`, which holds its key nodes in canonical order; the value of
 * a key is the node after it.
 */
final class JsonTape {
    static final int RAW_STRING = 0;
    static final int DECODED_STRING = 1;
    static final int RAW_TEXT = 2;
    static final int SIDE_TEXT = 3;
    static final int OBJECT = 4;
    static final int ARRAY = 5;

    private static final int STRIDE = 4;

    final byte[] source;
    byte[] side = new byte[0];
    int sideLength;
    int[] order;
    int orderLength;
    private int[] nodes;
    private int length;

    JsonTape(byte[] source) {
        this.source = source;
        // One value per 16 bytes is what FHIR documents need; denser ones grow the array.
        this.nodes = new int[Math.max(64, source.length / 16 * STRIDE)];
        this.order = new int[Math.max(16, source.length / 32)];
    }

    /** Adds a node and tells its number. */
    int add(int kind, int start, int end, int next) {
        if (length + STRIDE > nodes.length) {
            nodes = Arrays.copyOf(nodes, grown(nodes.length));
        }
        int at = length;
        nodes[at] = kind;
        nodes[at + 1] = start;
        nodes[at + 2] = end;
        nodes[at + 3] = next;
        length = at + STRIDE;
        return at;
    }

    /** Completes a container: its slice of {@link #order} (objects) and the node after it. */
    void close(int node, int start, int end) {
        nodes[node + 1] = start;
        nodes[node + 2] = end;
        nodes[node + 3] = length;
    }

    /** The number the next node will get. */
    int length() {
        return length;
    }

    int kind(int node) {
        return nodes[node];
    }

    int start(int node) {
        return nodes[node + 1];
    }

    int end(int node) {
        return nodes[node + 2];
    }

    /** Where the node's text began in the source; strings only. */
    int origin(int node) {
        return nodes[node + 3];
    }

    /** The node after this one and everything in it. */
    int next(int node) {
        return nodes[node] >= OBJECT ? nodes[node + 3] : node + STRIDE;
    }

    /** The first node inside a container, or of a key its value. */
    int following(int node) {
        return node + STRIDE;
    }

    byte[] textOf(int node) {
        return (nodes[node] & 1) == 0 ? source : side;
    }

    void reserveSide(int more) {
        if (sideLength + more > side.length) {
            side = Arrays.copyOf(side, Math.max(sideLength + more, Math.max(64, side.length * 2)));
        }
    }

    void pushOrder(int key) {
        if (orderLength == order.length) {
            order = Arrays.copyOf(order, grown(order.length));
        }
        order[orderLength++] = key;
    }

    static int grown(int size) {
        return Math.toIntExact(Math.min(size * 2L, Integer.MAX_VALUE - 16));
    }
}
