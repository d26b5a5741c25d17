package org.consentry.mappers.deidentify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Many strings sought at once: Aho and Corasick's automaton over UTF-8 bytes, ASCII case folded.
 *
 * Transitions live in one open-addressing table (12 bytes a slot), because a dense row of 256 ints per
 * state would need a gigabyte per million states. The first states, where text that matches nothing
 * spends its time, get dense rows with the failures already followed; only deeper states, reached by
 * the beginnings of real identifiers, look into the table and follow failures one by one.
 */
final class Patterns {
    /** Told of every occurrence; end is exclusive. */
    interface Found {
        void found(int pattern, int start, int end);
    }

    private static final int DENSE = 2048;

    private final List<byte[]> patterns = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();
    private long[] keys = new long[1 << 10];
    private int[] targets = new int[1 << 10];
    private int transitions;
    private int states = 1;
    private int[] fail = {};
    private int[] ends = {};
    private int[] nextEnd = {};
    private int[] dense = {};

    /** Adds a string; answers its number, the same for the same string. */
    int add(String text) {
        return add(folded(text));
    }

    /** The same of bytes that are folded already. */
    int add(byte[] bytes) {
        return known.computeIfAbsent(new String(bytes, StandardCharsets.ISO_8859_1), key -> {
            patterns.add(bytes);
            return patterns.size() - 1;
        });
    }

    int size() {
        return patterns.size();
    }

    /** Builds the automaton; nothing may be added afterwards. */
    Patterns built() {
        int[] endsAt = paths();
        fail = new int[states];
        ends = new int[states];
        nextEnd = new int[states];
        Arrays.fill(ends, -1);
        for (int i = 0; i < endsAt.length; i++) {
            ends[endsAt[i]] = i;
        }
        link(children());
        known.clear();
        return this;
    }

    /** Reports every occurrence in the bytes from start to end. */
    void search(byte[] text, int from, int to, Found found) {
        int state = 0;
        for (int i = from; i < to; i++) {
            int b = fold(text[i]);
            state = state < DENSE && (state << 8) < dense.length ? dense[state << 8 | b] : step(state, b);
            for (int end = ends[state] >= 0 ? state : nextEnd[state]; end != 0; end = nextEnd[end]) {
                int pattern = ends[end];
                found.found(pattern, i + 1 - patterns.get(pattern).length, i + 1);
            }
        }
    }

    /** Makes the states, nearest to the root first, so that the dense ones are those most visited. */
    private int[] paths() {
        int[] reached = new int[patterns.size()];
        int longest =
                patterns.stream().mapToInt(pattern -> pattern.length).max().orElse(0);
        for (int depth = 0; depth < longest; depth++) {
            for (int i = 0; i < reached.length; i++) {
                byte[] pattern = patterns.get(i);
                if (depth < pattern.length) {
                    reached[i] = child(reached[i], pattern[depth] & 0xFF);
                }
            }
        }
        return reached;
    }

    private int child(int state, int b) {
        int known = target(state, b);
        if (known >= 0) {
            return known;
        }
        put(state, b, states);
        return states++;
    }

    private Map<Integer, List<long[]>> children() {
        Map<Integer, List<long[]>> children = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (targets[i] != 0) {
                long[] edge = {keys[i] & 0xFF, targets[i]};
                children.computeIfAbsent((int) (keys[i] >>> 8), state -> new ArrayList<>(2))
                        .add(edge);
            }
        }
        return children;
    }

    private void link(Map<Integer, List<long[]>> children) {
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
        dense = new int[Math.min(DENSE, states) << 8];
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (long[] edge : children.getOrDefault(state, List.of())) {
                int child = (int) edge[1];
                int fallback = state == 0 ? 0 : step(fail[state], (int) edge[0]);
                fail[child] = fallback;
                nextEnd[child] = ends[fallback] >= 0 ? fallback : nextEnd[fallback];
                queue.add(child);
            }
        }
        for (int state = 0; state << 8 < dense.length; state++) {
            for (int b = 0; b < 256; b++) {
                dense[state << 8 | b] = step(state, b);
            }
        }
    }

    private int step(int from, int b) {
        int state = from;
        int next = target(state, b);
        while (next < 0 && state != 0) {
            state = fail[state];
            next = target(state, b);
        }
        return Math.max(next, 0);
    }

    private int target(int state, int b) {
        long key = (long) state << 8 | b;
        int mask = keys.length - 1;
        for (int slot = slot(key, mask); targets[slot] != 0; slot = slot + 1 & mask) {
            if (keys[slot] == key) {
                return targets[slot];
            }
        }
        return -1;
    }

    private void put(int state, int b, int target) {
        if (++transitions * 2 > keys.length) {
            grow();
        }
        insert((long) state << 8 | b, target);
    }

    private void insert(long key, int target) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (targets[slot] != 0) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldTargets = targets;
        keys = new long[oldKeys.length * 2];
        targets = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldTargets[i] != 0) {
                insert(oldKeys[i], oldTargets[i]);
            }
        }
    }

    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }

    /** The bytes of a text, ASCII's capitals made small. */
    static byte[] folded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) fold(bytes[i]);
        }
        return bytes;
    }

    static int fold(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b & 0xFF;
    }

    /** Only for messages: never prints a pattern. */
    @Override
    public @Nullable String toString() {
        return "Patterns[" + patterns.size() + "]";
    }
}
