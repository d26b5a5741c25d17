package org.consentry.gateway.patch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import tools.jackson.databind.node.ObjectNode;

/**
 * XML Patch: {@code add}, {@code replace} and {@code remove} of one element or attribute each, over the resource's form
 * in XML. Namespaces and processing instructions, which RFC 5261 can patch too, do not occur in a resource.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5261">RFC 5261</a>
 */
record XmlPatch(Document diff, byte[] source) implements Patch {
    private static final Set<String> NAMES = Set.of("add", "replace", "remove");
    private static final int MOST_OPERATIONS = 1000;

    static XmlPatch read(byte[] body) {
        Document diff = XmlForm.parse(body);
        List<Element> operations = XmlSelector.children(List.of(diff.getDocumentElement()));
        boolean known = operations.stream()
                .allMatch(each -> NAMES.contains(each.getLocalName())
                        && !each.getAttribute("sel").isEmpty());
        if (!"diff".equals(diff.getDocumentElement().getLocalName())
                || !known
                || operations.isEmpty()
                || operations.size() > MOST_OPERATIONS) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "diff", "1 to 1000 of add, replace or remove, each with a selector 'sel'");
        }
        return new XmlPatch(diff, body);
    }

    @Override
    public void apply(ObjectNode resource) {
        Document document = XmlForm.of(resource);
        int index = 0;
        for (Element operation : XmlSelector.children(List.of(diff.getDocumentElement()))) {
            try {
                apply(operation, document);
            } catch (Problem e) {
                throw Problem.at(e.kind(), "diff." + operation.getLocalName() + "[" + index + "]", e.text());
            }
            index++;
        }
        ObjectNode patched = XmlForm.back(document);
        resource.removeAll();
        resource.setAll(patched);
    }

    private static void apply(Element operation, Document document) {
        XmlSelector.Found found =
                new XmlSelector(operation.getAttribute("sel"), prefixes(operation)).one(document.getDocumentElement());
        switch (operation.getLocalName()) {
            case "add" -> add(operation, found);
            case "replace" -> replace(operation, found);
            default -> remove(found);
        }
    }

    /** Namespaces in force at an operation. Names without a prefix are FHIR's unless the patch says otherwise. */
    private static Map<String, String> prefixes(Element operation) {
        Map<String, String> prefixes = new HashMap<>();
        for (Node at = operation; at instanceof Element element; at = at.getParentNode()) {
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                String name = attributes.item(i).getNodeName();
                if (name.equals("xmlns")) {
                    prefixes.putIfAbsent("", attributes.item(i).getNodeValue());
                } else if (name.startsWith("xmlns:")) {
                    prefixes.putIfAbsent(
                            name.substring("xmlns:".length()),
                            attributes.item(i).getNodeValue());
                }
            }
        }
        prefixes.putIfAbsent("", XmlSelector.FHIR);
        return prefixes;
    }

    private static void add(Element operation, XmlSelector.Found found) {
        Element at = element(found);
        String type = operation.getAttribute("type");
        if (type.startsWith("@")) {
            at.setAttribute(type.substring(1), operation.getTextContent().strip());
            return;
        }
        String position = operation.getAttribute("pos");
        Node before =
                switch (position) {
                    case "" -> null;
                    case "prepend" -> at.getFirstChild();
                    case "before" -> at;
                    case "after" -> at.getNextSibling();
                    default -> throw Problem.at(ProblemKind.MALFORMED, "pos", "before, after or prepend");
                };
        Node parent = position.equals("before") || position.equals("after") ? at.getParentNode() : at;
        if (!(parent instanceof Element holder)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "sel", "nothing can stand beside the resource itself");
        }
        for (Element content : content(operation)) {
            holder.insertBefore(adopted(holder, content), before);
        }
    }

    private static void replace(Element operation, XmlSelector.Found found) {
        String attribute = found.attribute();
        if (attribute != null) {
            found.element().setAttribute(attribute, operation.getTextContent().strip());
            return;
        }
        List<Element> content = content(operation);
        if (content.size() != 1 || !(found.element().getParentNode() instanceof Element parent)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "sel", "an element other than the resource is replaced by one");
        }
        parent.replaceChild(adopted(parent, content.getFirst()), found.element());
    }

    private static void remove(XmlSelector.Found found) {
        String attribute = found.attribute();
        if (attribute != null) {
            found.element().removeAttribute(attribute);
        } else if (found.element().getParentNode() instanceof Element parent) {
            parent.removeChild(found.element());
        } else {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "sel", "a patch does not remove the resource itself");
        }
    }

    private static Element element(XmlSelector.Found found) {
        if (found.attribute() != null) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "sel", "an element, to add to it");
        }
        return found.element();
    }

    private static List<Element> content(Element operation) {
        List<Element> content = XmlSelector.children(List.of(operation));
        if (content.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "diff", "an element to put there");
        }
        return content;
    }

    /** A copy for another document; what has no namespace in a patch without a default one is FHIR's. */
    private static Node adopted(Element holder, Element content) {
        Document document = holder.getOwnerDocument();
        return named(document, document.importNode(content, true));
    }

    private static Node named(Document document, @Nullable Node node) {
        if (!(node instanceof Element element)) {
            return java.util.Objects.requireNonNull(node);
        }
        Node renamed = element.getNamespaceURI() == null
                ? document.renameNode(element, XmlSelector.FHIR, element.getLocalName())
                : element;
        XmlSelector.children(List.of((Element) renamed)).forEach(child -> named(document, child));
        return renamed;
    }
}
