package org.consentry.mappers.ccda.datatype;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.utilities.xhtml.XhtmlComposer;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/*
 * Many entries may point to one place, and a place may be most of the document: told at each of them it would be the
 * square of what was sent. So every place is read once, and what is told again is bounded by a few times the document's
 * text; beyond that long texts are cut short, and narratives stay where they are, in their sections.
 */
/** Where in the document's text an entry points to ({@code #id}), and what stands there. */
public final class NarrativeIndex {

    private static final int LONGEST = 20_000;

    /** Characters that are told in any case. */
    private static final int BRIEF = 200;

    private static final long TOLD_AT_LEAST = 4_000_000;
    private static final int TIMES_TOLD = 4;

    /** Characters of texts that are kept whole. */
    private static final long MOST_KEPT = 10_000_000;

    private final Map<String, Element> ids = new HashMap<>();
    private final Map<Element, Said> said = new HashMap<>();
    private final Map<Element, Optional<Told<XhtmlNode>>> rows = new HashMap<>();
    private final Map<Element, Optional<Told<byte[]>>> pages = new HashMap<>();
    private long kept;
    private long left = TOLD_AT_LEAST;

    public NarrativeIndex(Element root) {
        gather(root);
    }

    /**
     * A place's text.
     *
     * @param start its beginning
     * @param whole all of it, or a digest of what is long
     */
    private record Said(String start, String whole) {}

    private record Told<T>(T content, int length) {}

    private void gather(Element element) {
        for (Object node : element.content()) {
            if (node instanceof Element child) {
                String id = child.attribute("ID");
                if (id != null) {
                    ids.putIfAbsent(id, child);
                }
                gather(child);
            } else {
                left += (long) TIMES_TOLD * node.toString().length();
            }
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
        String start = target == null ? "" : said(target).start();
        if (!start.isEmpty()) {
            return start.length() <= BRIEF || mayTell(start.length()) ? start : start.substring(0, BRIEF);
        }
        String text = encapsulated.text();
        if (text == null && target == null) {
            text = encapsulated.allText();
        }
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** What tells a place from others: its text, or of a long one a digest. */
    public String defining(Element target) {
        return said(target).whole();
    }

    /** The narrative of a statement: what its text points to, as {@link Narratives#entry} makes it; null if it has none. */
    public @Nullable Narrative entry(@Nullable Element encapsulated) {
        Element target = target(encapsulated);
        if (target == null) {
            return null;
        }
        Told<XhtmlNode> row = rows.computeIfAbsent(target, NarrativeIndex::row).orElse(null);
        return row == null || !mayTell(row.length()) ? null : Narratives.additional(row.content());
    }

    private static Optional<Told<XhtmlNode>> row(Element target) {
        return Optional.ofNullable(Narratives.entry(target)).map(row -> new Told<>(row, composed(row).length));
    }

    /** What stands at a place as a page of its own in XHTML; null if that is nothing, or told too often already. */
    public byte @Nullable [] page(Element target) {
        if (left <= 0) {
            return null;
        }
        Told<byte[]> page = pages.computeIfAbsent(target, NarrativeIndex::xhtml).orElse(null);
        return page == null || !mayTell(page.length()) ? null : page.content();
    }

    private static Optional<Told<byte[]>> xhtml(Element target) {
        return Optional.ofNullable(Narratives.div(target))
                .map(NarrativeIndex::composed)
                .map(bytes -> new Told<>(bytes, bytes.length));
    }

    private static byte[] composed(XhtmlNode div) {
        return new XhtmlComposer(XhtmlComposer.XML).compose(div).getBytes(StandardCharsets.UTF_8);
    }

    private boolean mayTell(int length) {
        boolean may = left > 0;
        left -= length;
        return may;
    }

    private Said said(Element target) {
        Said known = said.get(target);
        if (known == null) {
            String text = target.allText();
            known = said(text == null ? "" : text);
            said.put(target, known);
        }
        return known;
    }

    private Said said(String text) {
        boolean whole = text.length() <= BRIEF || (text.length() <= LONGEST && kept < MOST_KEPT);
        String start = text.substring(0, Math.min(text.length(), kept < MOST_KEPT ? LONGEST : BRIEF));
        kept += start.length();
        return new Said(start, whole ? text : Sha256.hex(text));
    }
}
