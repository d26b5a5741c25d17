package org.consentry.mappers.ccda.datatype;

import java.util.Map;
import java.util.Set;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/** CDA's narrative block as the XHTML that FHIR allows: no scripts, no styles, no links but to the web. */
public final class Narratives {

    private static final Map<String, String> TAGS = Map.ofEntries(
            Map.entry("content", "span"),
            Map.entry("paragraph", "p"),
            Map.entry("item", "li"),
            Map.entry("table", "table"),
            Map.entry("thead", "thead"),
            Map.entry("tbody", "tbody"),
            Map.entry("tfoot", "tfoot"),
            Map.entry("tr", "tr"),
            Map.entry("th", "th"),
            Map.entry("td", "td"),
            Map.entry("sub", "sub"),
            Map.entry("sup", "sup"),
            Map.entry("br", "br"),
            Map.entry("footnote", "span"),
            Map.entry("footnoteRef", "span"));
    private static final Set<String> DROPPED = Set.of("col", "colgroup", "renderMultiMedia", "reference");

    private static final Set<String> STRUCTURE = Set.of("table", "thead", "tbody", "tfoot", "tr", "ul", "ol");
    private static final Set<String> BLOCKS = Set.of("paragraph", "list", "table", "item", "tr", "td", "th", "text");
    private static final Set<String> INLINE = Set.of("span", "p", "a", "b", "sub", "sup", "caption");
    private static final Set<String> ROWS = Set.of("table", "thead", "tbody", "tfoot");
    private static final Set<String> CELLS = Set.of("table", "thead", "tbody", "tfoot", "tr");
    private static final Map<String, Set<String>> PARENTS = Map.of(
            "li", Set.of("ul", "ol"),
            "tr", ROWS,
            "td", CELLS,
            "th", CELLS,
            "thead", Set.of("table"),
            "tbody", Set.of("table"),
            "tfoot", Set.of("table"));

    private static final Set<String> COLLECTIONS = Set.of("table", "list", "thead", "tbody", "section", "text");
    private static final int LONGEST_ENTRY = 4_000;

    private Narratives() {}

    /** A section's or an entry's narrative, or null if it says nothing. */
    public static @Nullable Narrative narrative(@Nullable Element text) {
        XhtmlNode div = div(text);
        return div == null ? null : additional(div);
    }

    /** What stands there beside what the resource says. */
    static Narrative additional(XhtmlNode div) {
        return new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL).setDiv(div);
    }

    /**
     * The narrative of one statement: what it points to in its section's. A row has the head of its table around it. A
     * whole table or list is none, since it tells of other statements too, which others may be allowed to see.
     */
    static @Nullable XhtmlNode entry(Element target) {
        if (holds(target, 0)) {
            return null;
        }
        if (!isBrief(target.allText())) {
            return null;
        }
        XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
        div.attribute("xmlns", "http://www.w3.org/1999/xhtml");
        if (target.name().equals("tr")) {
            XhtmlNode table = div.addTag("table");
            Element body = target.parent();
            Element around = body == null ? null : body.name().equals("table") ? body : body.parent();
            Element head = around == null ? null : around.child("thead");
            if (head != null
                    && isBrief(head.allText())
                    && head.children().stream().noneMatch(row -> holds(row, 1))) {
                element(head, table);
            }
            element(target, table.addTag("tbody"));
        } else {
            fill(target, div);
        }
        return div;
    }

    private static boolean isBrief(@Nullable String text) {
        return text != null && text.length() <= LONGEST_ENTRY;
    }

    private static boolean holds(Element element, int depth) {
        return COLLECTIONS.contains(element.name())
                || depth > 20
                || element.children().stream().anyMatch(child -> holds(child, depth + 1));
    }

    /** The same as XHTML text, for an attachment. */
    public static @Nullable XhtmlNode div(@Nullable Element text) {
        if (text == null || text.allText() == null) {
            return null;
        }
        XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
        div.attribute("xmlns", "http://www.w3.org/1999/xhtml");
        fill(text, div);
        return div;
    }

    private static void fill(Element from, XhtmlNode to) {
        for (Object node : from.content()) {
            if (node instanceof Element child) {
                element(child, to);
            } else {
                text((String) node, to);
            }
        }
    }

    private static void text(String text, XhtmlNode to) {
        if (!STRUCTURE.contains(to.getName())) {
            to.addText(text);
        } else if (!text.isBlank()) {
            place("span", to).addText(text);
        }
    }

    private static void element(Element from, XhtmlNode to) {
        if (DROPPED.contains(from.name())) {
            return;
        }
        XhtmlNode tag = place(name(from, to), to);
        if (from.name().equals("linkHtml")) {
            String href = from.attribute("href");
            if (href != null && href.matches("https?://\\S+") && tag.getName().equals("a")) {
                tag.attribute("href", href);
            }
        }
        for (String span : new String[] {"colspan", "rowspan"}) {
            String count = from.attribute(span);
            if (count != null
                    && count.matches("\\d{1,3}")
                    && (tag.getName().equals("td") || tag.getName().equals("th"))) {
                tag.attribute(span, count);
            }
        }
        if (!from.name().equals("br")) {
            fill(from, tag);
        }
    }

    /** The tag for an element. What would hold blocks though it is none, and what is lost outside of its table, is a div. */
    private static String name(Element from, XhtmlNode to) {
        String tag =
                switch (from.name()) {
                    case "list" -> from.has("listType", "ordered") ? "ol" : "ul";
                    case "linkHtml" -> "a";
                    case "caption" -> to.getName().equals("table") ? "caption" : "b";
                    default -> TAGS.getOrDefault(from.name(), "span");
                };
        if (INLINE.contains(tag) && holdsBlocks(from)) {
            return "div";
        }
        return PARENTS.getOrDefault(tag, Set.of(to.getName())).contains(to.getName()) ? tag : "div";
    }

    private static boolean holdsBlocks(Element element) {
        for (Element child : element.children()) {
            if (BLOCKS.contains(child.name()) || holdsBlocks(child)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a tag where it may stand: in lists and tables, with the rows, cells and items it needs around it. */
    private static XhtmlNode place(String tag, XhtmlNode to) {
        return switch (to.getName()) {
            case "ul", "ol" ->
                tag.equals("li") ? to.addTag("li") : to.addTag("li").addTag(tag);
            case "table" -> {
                boolean fits = tag.equals("caption") || tag.equals("tr") || tag.matches("t(head|body|foot)");
                yield fits ? to.addTag(tag) : place(tag, to.addTag("tr"));
            }
            case "thead", "tbody", "tfoot" -> tag.equals("tr") ? to.addTag("tr") : place(tag, to.addTag("tr"));
            case "tr" ->
                tag.equals("td") || tag.equals("th")
                        ? to.addTag(tag)
                        : to.addTag("td").addTag(tag);
            default -> to.addTag(tag);
        };
    }
}
