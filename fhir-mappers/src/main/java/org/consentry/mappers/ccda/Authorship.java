package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Times;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote what. A statement without an author of its own has that of the statement, section or document around it.
 * There is one Provenance per author and time, however many statements that is.
 */
final class Authorship {

    static final String AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    /** Of those around a statement: a document by many authors does not say who of them wrote it. */
    private static final int MOST_AROUND = 20;

    private final Document document;
    private final Map<String, Map<String, Reference>> targets = new LinkedHashMap<>();
    private final Map<Element, List<Element>> around = new HashMap<>();
    private final Map<String, Element> authors = new LinkedHashMap<>();

    Authorship(Document document) {
        this.document = document;
    }

    /** The authors that count for an element: its own, else those around it. */
    private List<Element> authors(Element element) {
        List<Element> own = element.children("author");
        return own.isEmpty() && element.parent() != null ? around(element.parent()) : own;
    }

    private List<Element> around(Element element) {
        List<Element> known = around.get(element);
        if (known == null) {
            List<Element> all = authors(element);
            known = all.subList(0, Math.min(MOST_AROUND, all.size()));
            around.put(element, known);
        }
        return known;
    }

    /** The last of an element's own authors, who answers for it; null if it has none. */
    @Nullable
    Reference recorder(Element element) {
        List<Element> own = element.children("author");
        for (int i = own.size() - 1; i >= 0; i--) {
            Reference reference = document.parties.author(own.get(i));
            if (reference != null) {
                return reference;
            }
        }
        return null;
    }

    /** The last of an element's own authors who is a person, which FHIR wants a recorder to be; null if none is. */
    @Nullable
    Reference person(Element element) {
        List<Element> own = element.children("author");
        for (int i = own.size() - 1; i >= 0; i--) {
            Reference reference = document.parties.author(own.get(i));
            if (reference != null && !Parties.is(reference, "Organization") && !Parties.is(reference, "Device")) {
                return reference;
            }
        }
        return null;
    }

    /** When the first of an element's own authors wrote; null if none says. */
    @Nullable
    DateTimeType recorded(Element element) {
        DateTimeType earliest = null;
        for (Element author : element.children("author")) {
            DateTimeType time = document.times.start(author.child("time"));
            if (time != null && (earliest == null || Times.before(time, earliest))) {
                earliest = time;
            }
        }
        return earliest;
    }

    void wrote(Element element, Resource resource) {
        for (Element author : authors(element)) {
            Reference who = document.parties.author(author);
            Element time = author.child("time");
            String key = identity(who) + "|" + (time == null ? "" : time.attribute("value"));
            authors.putIfAbsent(key, author);
            Reference target = Entries.reference(resource);
            targets.computeIfAbsent(key, absent -> new LinkedHashMap<>()).putIfAbsent(target.getReference(), target);
        }
    }

    /** What tells one from another. */
    static String identity(@Nullable Reference who) {
        if (who == null) {
            return "";
        }
        return who.hasReference()
                ? who.getReference()
                : who.hasIdentifier()
                        ? who.getIdentifier().getSystem() + "|"
                                + who.getIdentifier().getValue()
                        : String.valueOf(who.getDisplay());
    }

    /** One Provenance for each author and time. */
    void finish(InstantType recorded) {
        authors.forEach((key, author) -> {
            Provenance provenance = new Provenance()
                    .setTarget(
                            new ArrayList<>(targets.getOrDefault(key, Map.of()).values()));
            InstantType written = document.times.instant(author.child("time"));
            provenance.setRecordedElement(written != null ? written : recorded.copy());
            Reference who = document.parties.author(author);
            Reference organization = document.parties.organizationOf(Parties.role(author));
            Provenance.ProvenanceAgentComponent agent = provenance
                    .addAgent()
                    .setType(new CodeableConcept(new Coding(AGENT, "author", "Author")))
                    .setWho(who != null ? who : Absent.because(new Reference(), "UNK"));
            if (organization != null && !identity(organization).equals(identity(who))) {
                agent.setOnBehalfOf(organization);
            }
            provenance
                    .addEntity()
                    .setRole(Provenance.ProvenanceEntityRole.SOURCE)
                    .setWhat(SourceDocument.identity(document));
            document.entries.add(provenance, document.key + "|author|" + key);
        });
    }
}
