package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One repetition of a field, or one component seen as a composite of its subcomponents. Components count from 1, as in
 * the standard's tables. Nothing is split before it is asked for.
 */
public final class Composite {

    private static final String[] NONE = {};

    /** A field that is not there. */
    public static final Composite EMPTY = new Composite("", '^', Delimiters.STANDARD);

    private final String raw;
    private final char separator;
    private final Delimiters delimiters;
    private String @Nullable [] parts;

    Composite(String raw, char separator, Delimiters delimiters) {
        this.raw = raw;
        this.separator = separator;
        this.delimiters = delimiters;
    }

    /** True if nothing is in it; {@code ""}, which deletes, counts as nothing. */
    public boolean isEmpty() {
        return raw.isEmpty() || raw.equals("\"\"") || blank();
    }

    private boolean blank() {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != delimiters.component() && c != delimiters.subcomponent() && c > ' ') {
                return false;
            }
        }
        return true;
    }

    /** The text of a component (of its first subcomponent), decoded and trimmed; null if empty or {@code ""}. */
    public @Nullable String get(int component) {
        String part = part(component);
        if (separator == delimiters.component()) {
            int end = part.indexOf(delimiters.subcomponent());
            part = end < 0 ? part : part.substring(0, end);
        }
        return text(part);
    }

    /** The text of a component, or a default. */
    public String get(int component, String otherwise) {
        String value = get(component);
        return value == null ? otherwise : value;
    }

    /** The first of these components that is valued. */
    public @Nullable String firstOf(int... components) {
        for (int component : components) {
            String value = get(component);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** A component with its subcomponents, decoded, as text; for text types whose sender forgot to escape. */
    public @Nullable String whole(int component) {
        return text(part(component));
    }

    /** A component as a composite of its own, for example the HD inside a CX. */
    public Composite sub(int component) {
        return new Composite(part(component), delimiters.subcomponent(), delimiters);
    }

    /** Everything in this repetition as one decoded text. */
    public @Nullable String whole() {
        return text(raw);
    }

    /** Everything as it was sent, still escaped. */
    public String raw() {
        return raw;
    }

    /** How many components were sent. */
    public int size() {
        return parts().length;
    }

    /** The decoded texts of all valued components. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= size(); i++) {
            String value = get(i);
            if (value != null) {
                texts.add(value);
            }
        }
        return texts;
    }

    private String part(int component) {
        String[] all = parts();
        return component <= all.length ? all[component - 1] : "";
    }

    private String[] parts() {
        if (parts == null) {
            parts = raw.isEmpty() ? NONE : split(raw, separator);
        }
        return parts;
    }

    private @Nullable String text(String part) {
        if (part.isEmpty() || part.equals("\"\"")) {
            return null;
        }
        String text = Escapes.decode(part, delimiters).strip();
        return text.isEmpty() ? null : text;
    }

    static String[] split(String text, char separator) {
        int count = 1;
        for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + 1)) {
            count++;
        }
        String[] parts = new String[count];
        int from = 0;
        for (int i = 0; i < count - 1; i++) {
            int end = text.indexOf(separator, from);
            parts[i] = text.substring(from, end);
            from = end + 1;
        }
        parts[count - 1] = text.substring(from);
        return parts;
    }
}
