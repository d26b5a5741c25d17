package org.consentry.crypto.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place in a parsed document, for the few members this package has to look at itself. */
record JsonCursor(JsonTape tape, int node) {

    /** The member of this object with that name. */
    Optional<JsonCursor> member(String name) {
        if (tape.kind(node) != JsonTape.OBJECT) {
            return Optional.empty();
        }
        for (int i = tape.start(node); i < tape.end(node); i++) {
            int key = tape.order[i];
            if (text(tape, key).equals(name)) {
                return Optional.of(new JsonCursor(tape, tape.following(key)));
            }
        }
        return Optional.empty();
    }

    /** The names of this object's members, in canonical order; empty for anything else. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (tape.kind(node) == JsonTape.OBJECT) {
            for (int i = tape.start(node); i < tape.end(node); i++) {
                names.add(text(tape, tape.order[i]));
            }
        }
        return names;
    }

    /** The elements of this array; empty for anything else. */
    List<JsonCursor> elements() {
        List<JsonCursor> elements = new ArrayList<>();
        if (tape.kind(node) == JsonTape.ARRAY) {
            int end = tape.next(node);
            for (int child = tape.following(node); child < end; child = tape.next(child)) {
                elements.add(new JsonCursor(tape, child));
            }
        }
        return elements;
    }

    boolean isObject() {
        return tape.kind(node) == JsonTape.OBJECT;
    }

    /** This string's characters; empty for anything that is not a string. */
    Optional<String> string() {
        return switch (tape.kind(node)) {
            case JsonTape.RAW_STRING, JsonTape.DECODED_STRING -> Optional.of(text(tape, node));
            default -> Optional.empty();
        };
    }

    static String text(JsonTape tape, int node) {
        int from = tape.start(node);
        String text = new String(tape.textOf(node), from, tape.end(node) - from, StandardCharsets.UTF_8);
        // A raw string keeps its escapes when they are the canonical ones;
        boolean resolve = tape.kind(node) == JsonTape.RAW_STRING && text.indexOf('\\') >= 0;
        return resolve ? unescaped(text) : text;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (text.charAt(i + 1) == 'u') {
                out.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
                i += 5;
            } else {
                out.append(text.substring(i, i + 2).translateEscapes());
                i++;
            }
        }
        return out.toString();
    }
}
