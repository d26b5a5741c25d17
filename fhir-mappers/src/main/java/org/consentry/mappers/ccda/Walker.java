package org.consentry.mappers.ccda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Goes through statements: each is read once, by its mapper, and then what is inside of it. */
final class Walker {

    private Walker() {}

    /** Reads a statement and all inside, unless it was read before. */
    static void visit(Statement statement, SectionKind section, Document document) {
        if (document.fate(statement.element()) == null) {
            StatementMapper mapper = StatementMappers.of(statement, section);
            if (mapper != null) {
                attempt(mapper, statement, section, document);
            }
        }
        for (Statement inner : statement.inner()) {
            if (document.fate(inner.element()) == null || document.made(inner.element()) == null) {
                visit(inner, section, document);
            }
        }
    }

    private static void attempt(StatementMapper mapper, Statement statement, SectionKind section, Document document) {
        try {
            mapper.map(statement, section, document);
        } catch (IllegalArgumentException | org.hl7.fhir.exceptions.FHIRException e) {
            // HAPI's types refuse some values on being set. The statement stays in the source document.
            document.report.warn(
                    Report.place(statement.element()), "statement-not-mapped", "A value is none that FHIR can hold");
        }
    }

    /** What a subtree became, outermost first. */
    static List<Reference> made(Element element, Document document) {
        Map<String, Reference> references = new LinkedHashMap<>();
        gather(element, references, document);
        return List.copyOf(references.values());
    }

    private static void gather(Element element, Map<String, Reference> references, Document document) {
        Resource resource = document.made(element);
        if (resource != null) {
            Reference reference = Entries.reference(resource);
            references.putIfAbsent(reference.getReference(), reference);
            return;
        }
        element.children().forEach(child -> gather(child, references, document));
    }

    /** Counts what became of every statement under an element. */
    static void account(Element element, Document document) {
        for (Element child : element.children()) {
            if (Statement.is(child) && !element.name().equals("text")) {
                Fate fate = document.fate(child);
                String label = Statement.of(child).label();
                document.report.count(label, fate == null ? Fate.PRESERVED : fate, document.rule(child));
                if (fate == Fate.MAPPED) {
                    Unread.account(child, label, document.report);
                }
            }
            account(child, document);
        }
    }
}
