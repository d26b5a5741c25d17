package org.consentry.gateway.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The {@code sel} of an XML Patch: steps to child elements, each with conditions, and an attribute at the end. This is
 * what RFC 5261 uses of XPath, without functions and axes: a selector costs one walk along it, whatever it says.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5261#section-4.1">RFC 5261 section 4.1</a>
 */
final class XmlSelector {
    static final String FHIR = "http://hl7.org/fhir";

    private static final String NAME = "(?:([A-Za-z_][\\w\\-.]{0,60}):)?([A-Za-z_][\\w\\-.]{0,100}|\\*)";
    private static final Pattern STEP =
            Pattern.compile("/?" + NAME + "((?:\\[[^\\[\\]]{1,300}\\])*)(?=/|$)|/@([A-Za-z_][\\w\\-.]{0,100})$");
    private static final Pattern CONDITION = Pattern.compile("\\[([^\\[\\]]*)\\]");
    private static final Pattern EQUALS = Pattern.compile(
            "\\s*((?:[A-Za-z_][\\w\\-.:]{0,100}/){0,8})@([A-Za-z_][\\w\\-.]{0,100})\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*");
    private static final Pattern POSITION = Pattern.compile("\\s*([1-9]\\d{0,5})\\s*");
    private static final int MOST_LENGTH = 2_000;

    private final String text;
    private final Map<String, String> prefixes;

    /** @param prefixes namespaces by prefix; the empty one is for names without */
    XmlSelector(String text, Map<String, String> prefixes) {
        this.text = text.strip();
        this.prefixes = prefixes;
    }

    /**
     * What a selector finds.
     *
     * @param attribute the name of the element's attribute that is meant; null for the element itself
     */
    record Found(Element element, @Nullable String attribute) {}

    /** The one place that is meant below a resource. @throws Problem UNPROCESSABLE for none or several */
    Found one(Element resource) {
        if (text.length() > MOST_LENGTH) {
            throw malformed();
        }
        List<Element> at = List.of();
        boolean begun = false;
        int from = 0;
        Matcher matcher = STEP.matcher(text);
        while (from < text.length()) {
            if (!matcher.find(from) || matcher.start() != from) {
                throw malformed();
            }
            if (matcher.group(4) != null) {
                return attribute(single(at), matcher.group(4));
            }
            List<Element> candidates = begun ? children(at) : List.of(resource);
            at = step(candidates, namespace(matcher.group(1)), matcher.group(2), matcher.group(3));
            begun = true;
            from = matcher.end();
        }
        return new Found(single(at), null);
    }

    private static Found attribute(Element holder, String name) {
        if (!holder.hasAttribute(name)) {
            throw unfit();
        }
        return new Found(holder, name);
    }

    private static Element single(List<Element> found) {
        if (found.size() != 1) {
            throw unfit();
        }
        return found.getFirst();
    }

    private List<Element> step(List<Element> candidates, String namespace, String name, String conditions) {
        List<Element> left =
                candidates.stream().filter(each -> is(each, namespace, name)).toList();
        Matcher condition = CONDITION.matcher(conditions);
        while (condition.find()) {
            left = narrowed(left, condition.group(1));
        }
        return left;
    }

    private List<Element> narrowed(List<Element> elements, String condition) {
        Matcher position = POSITION.matcher(condition);
        if (position.matches()) {
            int index = Integer.parseInt(position.group(1));
            return index > elements.size() ? List.of() : List.of(elements.get(index - 1));
        }
        Matcher equals = EQUALS.matcher(condition);
        if (!equals.matches()) {
            throw malformed();
        }
        String value = equals.group(3) == null ? equals.group(4) : equals.group(3);
        return elements.stream()
                .filter(each -> holds(each, equals.group(1), equals.group(2), value))
                .toList();
    }

    private boolean holds(Element element, String path, String attribute, String value) {
        List<Element> at = List.of(element);
        for (String step : path.isEmpty() ? new String[0] : path.split("/")) {
            int colon = step.indexOf(':');
            String namespace = namespace(colon < 0 ? null : step.substring(0, colon));
            String name = step.substring(colon + 1);
            at = children(at).stream().filter(each -> is(each, namespace, name)).toList();
        }
        return at.stream().anyMatch(each -> each.getAttribute(attribute).equals(value));
    }

    private String namespace(@Nullable String prefix) {
        String known = prefixes.get(prefix == null ? "" : prefix);
        if (known == null) {
            throw malformed();
        }
        return known;
    }

    private static boolean is(Element element, String namespace, String name) {
        return (name.equals("*") || name.equals(element.getLocalName())) && namespace.equals(element.getNamespaceURI());
    }

    static List<Element> children(List<Element> parents) {
        List<Element> children = new ArrayList<>();
        for (Element parent : parents) {
            for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
                if (child instanceof Element element) {
                    children.add(element);
                }
            }
        }
        return children;
    }

    private static Problem unfit() {
        return Problem.at(ProblemKind.UNPROCESSABLE, "sel", "finds nothing, or more than one element or attribute");
    }

    private static Problem malformed() {
        return Problem.at(
                ProblemKind.MALFORMED, "sel", "names of elements and an attribute, with [n] or [name/@value='…']");
    }
}
