package org.consentry.mappers.ccda.xml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element by its local name. C-CDA's extensions ({@code sdtc:raceCode}) carry the names of what they extend, so
 * prefixes are dropped, and {@code xsi:type} is the attribute {@code type}.
 *
 * <p>Asking for an attribute or a text marks it as read; what stays unread is what the report has to tell of. A tree
 * belongs to one conversion and one thread.
 */
public final class Element {

    private final String name;
    private final String[] attributes;
    private final int line;
    private final int column;
    private final List<Object> content = new ArrayList<>(4);
    private @Nullable Element parent;

    /** Attributes read, a bit each; an element with more counts the further ones as unread. */
    private long read;

    private boolean textRead;

    Element(String name, String[] attributes, int line, int column) {
        this.name = name;
        this.attributes = attributes;
        this.line = line;
        this.column = column;
    }

    void add(Element child) {
        child.parent = this;
        content.add(child);
    }

    void add(String text) {
        content.add(text);
    }

    public String name() {
        return name;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The element around this one, or null for the root. */
    public @Nullable Element parent() {
        return parent;
    }

    /** An attribute without the blanks around it, or null if it is absent or blank. */
    public @Nullable String attribute(String attribute) {
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i].equals(attribute)) {
                read |= i < 2 * Long.SIZE ? 1L << (i / 2) : 0;
                String value = attributes[i + 1].strip();
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /** The same without marking it as read, for what does not store it. */
    public @Nullable String peek(String attribute) {
        long before = read;
        String value = attribute(attribute);
        read = before;
        return value;
    }

    /** The text right inside, without marking it as read. */
    public @Nullable String peekText() {
        boolean before = textRead;
        String text = text();
        textRead = before;
        return text;
    }

    /** Says that an attribute was read although its value was of no use. */
    public void unread(String attribute) {
        for (int i = 0; i < attributes.length && i < 2 * Long.SIZE; i += 2) {
            if (attributes[i].equals(attribute)) {
                read &= ~(1L << (i / 2));
            }
        }
    }

    /** Attributes with a value that nobody asked for. */
    public List<String> unread() {
        List<String> unread = new ArrayList<>();
        for (int i = 0; i < attributes.length; i += 2) {
            boolean known = i < 2 * Long.SIZE && (read & (1L << (i / 2))) != 0;
            if (!known && !attributes[i + 1].isBlank()) {
                unread.add(attributes[i]);
            }
        }
        return unread;
    }

    /** True if there is a text right inside that nobody asked for. */
    public boolean textUnread() {
        return !textRead && peekText() != null;
    }

    /** True if the attribute has this value. */
    public boolean has(String attribute, String value) {
        return value.equals(attribute(attribute));
    }

    /** True if the attribute says so, in either way that XML has of it. */
    public boolean flag(String attribute) {
        String value = attribute(attribute);
        return "true".equals(value) || "1".equals(value);
    }

    /** The data type that {@code xsi:type} names, without the prefix that a document may give it; empty if it names none. */
    public String type() {
        String type = attribute("type");
        return type == null ? "" : type.substring(type.indexOf(':') + 1);
    }

    /** Why nothing is told here (HL7 V3 null flavor), or null. */
    public @Nullable String nullFlavor() {
        return attribute("nullFlavor");
    }

    /** Elements and texts in their order. */
    public List<Object> content() {
        return content;
    }

    /** All elements right inside this one. */
    public List<Element> children() {
        List<Element> children = new ArrayList<>(content.size());
        for (Object node : content) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Those of a name. */
    public List<Element> children(String wanted) {
        List<Element> children = new ArrayList<>(4);
        for (Object node : content) {
            if (node instanceof Element child && child.name.equals(wanted)) {
                children.add(child);
            }
        }
        return children;
    }

    /** The first of a name, or null. */
    public @Nullable Element child(String wanted) {
        for (Object node : content) {
            if (node instanceof Element child && child.name.equals(wanted)) {
                return child;
            }
        }
        return null;
    }

    /** The first along a path of names, or null. */
    public @Nullable Element at(String... path) {
        Element here = this;
        for (String step : path) {
            here = here.child(step);
            if (here == null) {
                return null;
            }
        }
        return here;
    }

    /** All elements along a path of names, whichever way leads there. */
    public List<Element> all(String... path) {
        List<Element> here = List.of(this);
        for (String step : path) {
            List<Element> next = new ArrayList<>();
            here.forEach(element -> next.addAll(element.children(step)));
            here = next;
        }
        return here;
    }

    /** The text right inside, with runs of blanks as one; null if there is none. */
    public @Nullable String text() {
        textRead = true;
        StringBuilder text = new StringBuilder();
        for (Object node : content) {
            if (node instanceof String part) {
                text.append(part);
            }
        }
        return collapsed(text);
    }

    /** The text of this and everything inside, with runs of blanks as one; null if there is none. */
    public @Nullable String allText() {
        StringBuilder text = new StringBuilder();
        gather(text);
        return collapsed(text);
    }

    private void gather(StringBuilder text) {
        textRead = true;
        for (Object node : content) {
            if (node instanceof Element child) {
                text.append(' ');
                child.gather(text);
                text.append(' ');
            } else {
                text.append(node);
            }
        }
    }

    private static @Nullable String collapsed(StringBuilder text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '\u00a0') {
                if (!blank) {
                    out.append(' ');
                }
                blank = true;
            } else {
                out.append(c);
                blank = false;
            }
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        return out.isEmpty() ? null : out.toString();
    }

    /** Where it stands, as an error names it. */
    public String place() {
        return name + " at line " + line;
    }
}
