package org.consentry.mappers.deidentify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A JSON writer that opens an object or array only when something is written into it.
 *
 * <p>FHIR forbids empty objects and arrays, and a treatment cannot know beforehand whether anything of
 * a field survives. Names are null inside arrays. Not for use by several threads.
 */
final class LazyOut {
    private final JsonGenerator json;
    private @Nullable String[] names = new String[32];
    private boolean[] arrays = new boolean[32];
    private int depth;
    private int written;

    LazyOut(JsonGenerator json) {
        this.json = json;
    }

    void openObject(@Nullable String name) {
        push(name, false);
    }

    void openArray(@Nullable String name) {
        push(name, true);
    }

    /** Closes the innermost object or array; answers whether anything was written into it. */
    boolean close() {
        depth--;
        if (written <= depth) {
            return false;
        }
        written--;
        if (arrays[depth]) {
            json.writeEndArray();
        } else {
            json.writeEndObject();
        }
        return true;
    }

    void string(@Nullable String name, String value) {
        ready(name);
        json.writeString(value);
    }

    /** Writes a number exactly as it was spelled: FHIR decimals carry their precision. */
    void number(@Nullable String name, String spelled) {
        ready(name);
        json.writeNumber(spelled);
    }

    void bool(@Nullable String name, boolean value) {
        ready(name);
        json.writeBoolean(value);
    }

    /** The writer beneath, with everything opened so far written out and the name given. */
    JsonGenerator raw(@Nullable String name) {
        ready(name);
        return json;
    }

    private void push(@Nullable String name, boolean array) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            arrays = Arrays.copyOf(arrays, depth * 2);
        }
        names[depth] = name;
        arrays[depth++] = array;
    }

    private void ready(@Nullable String name) {
        while (written < depth) {
            write(names[written]);
            if (arrays[written++]) {
                json.writeStartArray();
            } else {
                json.writeStartObject();
            }
        }
        write(name);
    }

    private void write(@Nullable String name) {
        if (name != null) {
            json.writeName(name);
        }
    }
}
