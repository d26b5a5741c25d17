package org.consentry.mappers.ccda.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import org.consentry.mappers.Controls;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Builds the tree and keeps its bounds. Blanks between elements are kept only inside of narrative. */
final class TreeBuilder extends DefaultHandler {

    private static final int MOST_DEPTH = 150;
    private static final int MOST_ELEMENTS = 2_000_000;

    private final Deque<Element> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Locator locator;
    private @Nullable Element root;
    private int elements;
    private int narrative;
    private boolean closed;

    /** A bound was passed. */
    static final class Bound extends SAXParseException {
        private static final long serialVersionUID = 1L;

        Bound(String message, @Nullable Locator locator) {
            super(message, locator);
        }
    }

    Element root() {
        if (root == null) {
            throw new IllegalStateException("A document that was read has a root");
        }
        return root;
    }

    /** True once the root's end was met. */
    boolean complete() {
        return closed;
    }

    @Override
    public void setDocumentLocator(Locator here) {
        locator = here;
    }

    @Override
    public InputSource resolveEntity(String publicId, String systemId) throws SAXParseException {
        throw new Bound("Nothing outside the document is read", locator);
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes)
            throws SAXParseException {
        if (open.size() >= MOST_DEPTH) {
            throw new Bound("Elements are nested more than " + MOST_DEPTH + " deep", locator);
        }
        if (++elements > MOST_ELEMENTS) {
            throw new Bound("The document has more than " + MOST_ELEMENTS + " elements", locator);
        }
        flush();
        int line = locator == null ? 0 : locator.getLineNumber();
        int column = locator == null ? 0 : locator.getColumnNumber();
        Element element = new Element(local(qName), read(attributes), line, column);
        Element around = open.peek();
        if (around == null) {
            root = element;
        } else {
            around.add(element);
        }
        if (narrative > 0 || element.name().equals("text")) {
            narrative++;
        }
        open.push(element);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        flush();
        open.pop();
        if (narrative > 0) {
            narrative--;
        }
        closed = open.isEmpty();
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        text.append(characters, start, length);
    }

    private void flush() {
        if (text.isEmpty()) {
            return;
        }
        Element around = open.peek();
        if (around != null && (narrative > 0 || !blank())) {
            around.add(Controls.shown(text.toString()));
        }
        text.setLength(0);
    }

    private boolean blank() {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                return false;
            }
        }
        return true;
    }

    private static String[] read(Attributes attributes) {
        int count = attributes.getLength();
        String[] read = new String[count * 2];
        for (int i = 0; i < count; i++) {
            String name = attributes.getQName(i);
            read[2 * i] = name.startsWith("xmlns") ? name : local(name);
            read[2 * i + 1] = Controls.shown(attributes.getValue(i));
        }
        return read;
    }

    private static String local(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(colon + 1);
    }
}
