package org.consentry.mappers.hl7v2.er7;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One repetition of a field, or one component seen as a composite of its subcomponents. Components count from 1, as in
 * the standard's tables. Nothing is split before it is asked for.
 *
 * <p>Asking for a part marks it as read, down to the subcomponent. What stays unread, {@link #unread()} tells: data
 * types have more components than most mappings have a place for, and what a sender put there must not get lost only
 * because the rest of the field was of use.
 */
public final class Composite {

    /** A part that nobody asked for: where it stands, such as {@code 14.2}, and what was sent there. */
    public record Part(String place, String raw) {}

    private static final String[] NONE = {};

    /** A field that is not there. */
    public static final Composite EMPTY = new Composite("", '^', Delimiters.STANDARD);

    private final String raw;
    private final char separator;
    private final Delimiters delimiters;
    private String @Nullable [] parts;
    private @Nullable Composite @Nullable [] subs;

    /** Components read with all that is in them, a bit each. No data type has more; further ones count as unread. */
    private long read;

    /** Components of which the first subcomponent was read. */
    private long begun;

    private boolean readAll;

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
            begun |= raw.isEmpty() ? 0 : bit(component);
            part = end < 0 ? part : part.substring(0, end);
        } else {
            read |= raw.isEmpty() ? 0 : bit(component);
        }
        return text(part);
    }

    /** The same without marking the part as read, for questions whose answer does not store it. */
    public @Nullable String peek(int component) {
        long readBefore = read;
        long begunBefore = begun;
        String value = get(component);
        read = readBefore;
        begun = begunBefore;
        return value;
    }

    /** Says that a part was read although its value was of no use: it is to be kept as it was sent. */
    public void unread(int component) {
        begun &= ~bit(component);
        read &= ~bit(component);
        if (subs != null && component < subs.length) {
            subs[component] = null;
        }
    }

    /** Says that nothing of this was of use. */
    public void forget() {
        if (!raw.isEmpty()) {
            begun = 0;
            read = 0;
            readAll = false;
            subs = null;
        }
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
        read |= raw.isEmpty() ? 0 : bit(component);
        return text(part(component));
    }

    /** A component as a composite of its own, for example the HD inside a CX. */
    public Composite sub(int component) {
        String part = part(component);
        if (part.isEmpty()) {
            return EMPTY;
        }
        if (subs == null) {
            subs = new Composite[size() + 1];
        }
        Composite sub = subs[component];
        if (sub == null) {
            sub = new Composite(part, delimiters.subcomponent(), delimiters);
            subs[component] = sub;
        }
        return sub;
    }

    /** Everything in this repetition as one decoded text. */
    public @Nullable String whole() {
        tell();
        return text(raw);
    }

    /** Everything as it was sent, still escaped. */
    public String raw() {
        tell();
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

    /** Everything valued that nobody asked for, in the order sent. */
    public List<Part> unread() {
        List<Part> unread = new ArrayList<>();
        for (int i = 1; i <= size(); i++) {
            String part = part(i);
            if (readAll || in(read, i) || nothing(part)) {
                continue;
            }
            boolean untouched = !in(begun, i) && (subs == null || subs[i] == null);
            if (untouched || separator == delimiters.subcomponent()) {
                unread.add(new Part(String.valueOf(i), part));
            } else {
                unreadWithin(i, unread);
            }
        }
        return unread;
    }

    private void unreadWithin(int component, List<Part> unread) {
        Composite asked = subs == null ? null : subs[component];
        String[] all = split(part(component), delimiters.subcomponent());
        for (int i = 1; i <= all.length; i++) {
            boolean known = (i == 1 && in(begun, component)) || (asked != null && (asked.readAll || in(asked.read, i)));
            if (!known && !nothing(all[i - 1])) {
                unread.add(new Part(component + "." + i, all[i - 1]));
            }
        }
    }

    private boolean nothing(String part) {
        return part.isEmpty() || new Composite(part, separator, delimiters).isEmpty();
    }

    /** The shared {@link #EMPTY} has nothing to be read, and is never written to. */
    private void tell() {
        if (!raw.isEmpty()) {
            readAll = true;
        }
    }

    private static boolean in(long marks, int component) {
        return (marks & bit(component)) != 0;
    }

    private static long bit(int component) {
        return component < Long.SIZE ? 1L << component : 0;
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
