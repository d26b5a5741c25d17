package org.consentry.mappers.ccda.datatype;

import java.util.HashMap;
import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.jspecify.annotations.Nullable;

/** Where in the document's text an entry points to ({@code #id}). */
public final class NarrativeIndex {

    private static final int LONGEST = 20_000;

    private final Map<String, Element> ids = new HashMap<>();

    public NarrativeIndex(Element root) {
        gather(root);
    }

    private void gather(Element element) {
        for (Element child : element.children()) {
            String id = child.attribute("ID");
            if (id != null) {
                ids.putIfAbsent(id, child);
            }
            gather(child);
        }
    }

    /** The element of an id, with or without {@code #}. */
    public @Nullable Element find(@Nullable String reference) {
        if (reference == null) {
            return null;
        }
        return ids.get(reference.startsWith("#") ? reference.substring(1) : reference);
    }

    /** What the reference in an ED points to, or null. */
    public @Nullable Element target(@Nullable Element encapsulated) {
        Element reference = encapsulated == null ? null : encapsulated.child("reference");
        return reference == null ? null : find(reference.attribute("value"));
    }

    /** The text of an ED or ST: its own, or what its reference points to; null if neither says anything. */
    public @Nullable String text(@Nullable Element encapsulated) {
        if (encapsulated == null || encapsulated.has("representation", "B64")) {
            return null;
        }
        Element target = target(encapsulated);
        String text = target == null ? null : target.allText();
        if (text == null) {
            text = encapsulated.text();
        }
        if (text == null && target == null) {
            text = encapsulated.allText();
        }
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
