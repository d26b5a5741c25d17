package org.consentry.mappers.ccda;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/*
 * Statements of the guide's rows, in sections where they may not belong, and then bent: what senders leave out, say
 * twice, null, nest, mistype. The XML stays well-formed; nothing else is promised.
 */
/** A document of which nothing is sure but that it is XML. */
final class OddDocument {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final List<String> NULLS =
            List.of("NI", "UNK", "NA", "ASKU", "NASK", "OTH", "MSK", "NINF", "PINF", "NAV", "DER", "bogus", "");
    private static final List<String> STATES = List.of(
            "active", "completed", "aborted", "suspended", "held", "new", "cancelled", "nullified", "normal", "bogus");
    private static final List<String> MOODS =
            List.of("EVN", "INT", "RQO", "GOL", "PRMS", "PRP", "DEF", "APT", "ARQ", "bogus");
    private static final List<String> RELATIONS =
            List.of("SUBJ", "REFR", "RSON", "MFST", "COMP", "SPRT", "CAUS", "GEVL", "SAS", "XCRPT", "bogus");
    private static final List<String> SECTIONS = List.of(
            "48765-2", "11450-4", "10160-0", "11369-6", "47519-4", "30954-2", "8716-3", "46240-8", "29762-2", "61146-7",
            "75310-3", "18776-5", "46264-8", "10157-6", "47420-5", "42348-3", "48768-6", "8648-8", "10183-2", "55109-3",
            "51848-0", "11535-2", "bogus");
    private static final List<String> STATEMENTS =
            List.of("act", "observation", "organizer", "procedure", "encounter", "substanceAdministration", "supply");
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "x",
            "true",
            "0",
            "-1",
            "1.2.3",
            "urn:x",
            "http://x y",
            "é",
            "😀",
            "<b>",
            "20260230",
            "99999999999",
            "a".repeat(300),
            "#r1",
            "not here",
            "application/pdf",
            "1e9",
            "\n");
    private static final List<String> TEXTS = List.of(
            "<text><reference value=\"#r1\"/></text>",
            "<text><reference value=\"#nowhere\"/></text>",
            "<text>Mixed <reference value=\"#r1\"/> words</text>",
            "<text mediaType=\"application/pdf\" representation=\"B64\">JVBERi0=</text>",
            "<text mediaType=\"text/rtf\" representation=\"B64\">%%%</text>",
            "<text nullFlavor=\"NA\"/>",
            "<text><content styleCode=\"Bold\">Marked</content></text>");

    private final List<GuideRow> rows = GuideRow.all();
    private final List<String> headers = words("headers");
    private final List<String> patients = words("patients");
    private final List<String> values = words("values");
    private final List<String> times = words("times");
    private final Random random;

    OddDocument(long seed) {
        random = new Random(seed);
    }

    byte[] bytes() {
        Document document = parsed(whole());
        for (int i = 5 + random.nextInt(60); i > 0; i--) {
            bend(document);
        }
        return written(document).getBytes(StandardCharsets.UTF_8);
    }

    private String whole() {
        StringBuilder sections = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            StringBuilder entries = new StringBuilder();
            String loinc = any(SECTIONS);
            for (int k = random.nextInt(6); k >= 0; k--) {
                GuideRow row = any(rows);
                entries.append(row.entry() ? row.piece() : "");
                loinc = row.entry() && random.nextBoolean() ? row.place() : loinc;
            }
            String narrative = "<table><tbody><tr ID=\"r1\"><td>Row</td></tr></tbody></table>";
            sections.append(SmallDocuments.sectionXml(loinc, narrative, entries.toString()));
        }
        return SmallDocuments.xml(some(patients), "", some(headers), sections.toString());
    }

    private String some(List<String> pieces) {
        StringBuilder some = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            some.append(any(pieces));
        }
        return some.toString();
    }

    private void bend(Document document) {
        NodeList all = document.getElementsByTagName("*");
        Element element = (Element) all.item(1 + random.nextInt(all.getLength() - 1));
        Element parent = (Element) element.getParentNode();
        String name = element.getTagName();
        switch (random.nextInt(16)) {
            case 0 -> element.setAttribute("nullFlavor", any(NULLS));
            case 1 -> emptied(element).setAttribute("nullFlavor", any(NULLS));
            case 2 -> remove(element, parent);
            case 3 -> parent.insertBefore(element.cloneNode(true), element);
            case 4 -> attribute(element, any(WORDS));
            case 5 -> replaced(document, "value", any(values));
            case 6, 7 -> replaced(document, "effectiveTime", any(times));
            case 8 -> replaced(document, "text", any(TEXTS));
            case 9 -> set(document, "statusCode", "code", any(STATES));
            case 10 -> set(document, any(STATEMENTS), "moodCode", any(MOODS));
            case 11 -> set(document, any(STATEMENTS), "negationInd", random.nextInt(4) == 0 ? "maybe" : "true");
            case 12 -> templates(document);
            case 13 -> nest(document);
            case 14 -> translated(element);
            default -> {
                if (STATEMENTS.contains(name)) {
                    document.renameNode(element, null, any(STATEMENTS));
                } else {
                    set(document, "entryRelationship", "typeCode", any(RELATIONS));
                }
            }
        }
    }

    private void remove(Element element, Element parent) {
        if (!List.of("component", "structuredBody", "recordTarget").contains(element.getTagName())
                || random.nextInt(6) == 0) {
            parent.removeChild(element);
        }
    }

    private void attribute(Element element, String word) {
        int count = element.getAttributes().getLength();
        Node attribute = count == 0 ? null : element.getAttributes().item(random.nextInt(count));
        if (attribute != null && !attribute.getNodeName().startsWith("xmlns")) {
            attribute.setNodeValue(word);
        } else if (count == 0) {
            element.setTextContent(word);
        }
    }

    private void replaced(Document document, String name, String piece) {
        Element element = one(document, name);
        if (element != null && !element.getParentNode().getNodeName().equals("section")) {
            Element with = fragment(document, piece);
            element.getParentNode().replaceChild(with, element);
        }
    }

    private void set(Document document, String name, String attribute, String value) {
        Element element = one(document, name);
        if (element != null) {
            element.setAttribute(attribute, value);
        }
    }

    private void templates(Document document) {
        Element template = one(document, "templateId");
        Element other = one(document, "templateId");
        if (template == null || other == null) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> template.setAttribute("extension", "2099-01-01");
            case 1 -> template.setAttribute("root", other.getAttribute("root"));
            default -> template.setAttribute("root", "2.16.840.1.113883.10.20.22.4.9999");
        }
    }

    /** One statement inside of another, which may be anything to it. */
    private void nest(Document document) {
        Element outer = one(document, any(STATEMENTS));
        Element inner = one(document, any(STATEMENTS));
        if (outer != null && inner != null) {
            Element relation = document.createElement(random.nextInt(4) == 0 ? "component" : "entryRelationship");
            relation.setAttribute("typeCode", any(RELATIONS));
            relation.appendChild(inner.cloneNode(true));
            outer.appendChild(relation);
        }
    }

    private static void translated(Element element) {
        String code = element.getAttribute("code");
        if (!code.isEmpty() && !element.getTagName().equals("statusCode")) {
            Element translation = element.getOwnerDocument().createElement("translation");
            translation.setAttribute("code", code);
            translation.setAttribute("codeSystem", element.getAttribute("codeSystem"));
            element.removeAttribute("code");
            element.removeAttribute("codeSystem");
            element.setAttribute("nullFlavor", "OTH");
            element.appendChild(translation);
        }
    }

    private static Element emptied(Element element) {
        while (element.getFirstChild() != null) {
            element.removeChild(element.getFirstChild());
        }
        for (String name : List.of("code", "codeSystem", "displayName", "value", "unit", "root", "extension")) {
            element.removeAttribute(name);
        }
        return element;
    }

    private @Nullable Element one(Document document, String name) {
        NodeList all = document.getElementsByTagName(name);
        return all.getLength() == 0 ? null : (Element) all.item(random.nextInt(all.getLength()));
    }

    private static Element fragment(Document document, String piece) {
        Document parsed = parsed("<x xmlns:xsi=\"" + XSI + "\" xmlns:sdtc=\"urn:hl7-org:sdtc\">" + piece + "</x>");
        return (Element) document.importNode(parsed.getDocumentElement().getFirstChild(), true);
    }

    private <T> T any(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private static Document parsed(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String written(Document document) {
        try {
            StringWriter out = new StringWriter();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> words(String name) {
        try (InputStream in = OddDocument.class.getResourceAsStream("/ccda/variants/" + name + ".txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<String> words = new ArrayList<>();
            for (String line : text.split("\n(?=<)", -1)) {
                words.add(line.strip());
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
