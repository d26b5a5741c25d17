package org.consentry.mappers.r4;

import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/** Whether XHTML is what FHIR takes for a narrative: plain formatting, nothing that runs, and some words (txt-1, txt-2). */
public final class Plain {

    private static final Set<String> ELEMENTS = Set.of(
            "a",
            "abbr",
            "acronym",
            "address",
            "area",
            "b",
            "bdo",
            "big",
            "blockquote",
            "br",
            "caption",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "dfn",
            "div",
            "dl",
            "dt",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
            "kbd",
            "li",
            "map",
            "ol",
            "p",
            "pre",
            "q",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "tt",
            "ul",
            "var");
    private static final Set<String> ATTRIBUTES = Set.of(
            "abbr",
            "accesskey",
            "align",
            "axis",
            "char",
            "charoff",
            "class",
            "colspan",
            "dir",
            "headers",
            "id",
            "lang",
            "rowspan",
            "scope",
            "span",
            "style",
            "tabindex",
            "title",
            "valign",
            "width",
            "xml:lang",
            "xml:space");
    private static final Set<String> ATTRIBUTES_OF = Set.of(
            "a.charset",
            "a.coords",
            "a.href",
            "a.hreflang",
            "a.name",
            "a.rel",
            "a.rev",
            "a.shape",
            "a.type",
            "area.alt",
            "area.coords",
            "area.href",
            "area.nohref",
            "area.shape",
            "blockquote.cite",
            "img.alt",
            "img.border",
            "img.height",
            "img.ismap",
            "img.longdesc",
            "img.src",
            "img.usemap",
            "map.name",
            "pre.space",
            "q.cite",
            "table.border",
            "table.cellpadding",
            "table.cellspacing",
            "table.frame",
            "table.rules",
            "table.summary",
            "td.nowrap");

    private Plain() {}

    /** Whether it is, from the outermost {@code div} on. */
    public static boolean is(XhtmlNode div) {
        return "div".equals(div.getName()) && isFormatting(div) && says(div);
    }

    private static boolean isFormatting(XhtmlNode node) {
        if (node.getNodeType() != NodeType.Element) {
            return node.getNodeType() == NodeType.Text || node.getNodeType() == NodeType.Comment;
        }
        String name = node.getName();
        return ELEMENTS.contains(name)
                && node.getAttributes().entrySet().stream()
                        .allMatch(attribute -> takes(name, attribute.getKey(), attribute.getValue()))
                && node.getChildNodes().stream().allMatch(Plain::isFormatting);
    }

    private static boolean takes(String name, String attribute, String value) {
        boolean runs = String.valueOf(value).strip().toLowerCase(Locale.ROOT).startsWith("javascript:");
        return !runs
                && (attribute.startsWith("xmlns")
                        || ATTRIBUTES.contains(attribute)
                        || ATTRIBUTES_OF.contains(name + "." + attribute));
    }

    /** An image says something too. */
    private static boolean says(XhtmlNode node) {
        return "img".equals(node.getName())
                || (node.getContent() != null
                        && node.getNodeType() == NodeType.Text
                        && !node.getContent().isBlank())
                || node.getChildNodes().stream().anyMatch(Plain::says);
    }
}
