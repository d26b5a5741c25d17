package org.consentry.mappers.ccda;

import java.util.List;
import java.util.Set;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ccda.xml.Element;

/**
 * What a mapped statement, or the header, says that no resource does: each attribute and text that nobody read is counted
 * by its path as preserved, which for a document means that it is in the kept document only.
 */
final class Unread {

    /** How an element is read, and nothing that is said by it. */
    private static final Set<String> STRUCTURE = Set.of(
            "classCode",
            "moodCode",
            "typeCode",
            "determinerCode",
            "contextControlCode",
            "contextConductionInd",
            "inversionInd",
            "negationInd",
            "operator",
            "type",
            "schemaLocation",
            "nullFlavor",
            "codeSystemName",
            "codeSystemVersion",
            "assigningAuthorityName",
            "xmlns");

    private static final Set<String> SKIPPED = Set.of("templateId", "typeId", "realmCode", "text");
    private static final int MOST_DEPTH = 16;

    private Unread() {}

    /** Counts under a name, down to the statements inside, which answer for themselves. */
    static void account(Element element, String name, Report report) {
        within(element, name, 0, report);
    }

    private static void within(Element element, String path, int depth, Report report) {
        for (String attribute : element.unread()) {
            if (!STRUCTURE.contains(attribute) && !attribute.startsWith("xmlns")) {
                report.count(path + "/@" + attribute, Fate.PRESERVED, "");
            }
        }
        if (element.textUnread()) {
            report.count(path + "/text()", Fate.PRESERVED, "");
        }
        List<Element> children = depth < MOST_DEPTH ? element.children() : List.of();
        for (Element child : children) {
            if (!Statement.is(child) && !SKIPPED.contains(child.name())) {
                within(child, path + "/" + child.name(), depth + 1, report);
            }
        }
    }
}
