package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Narratives;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttestationMode;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Composition.DocumentConfidentiality;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** The document as a Composition: its sections with their narrative, and the resources their entries became. */
final class Composing {

    private static final int DEEPEST = 20;
    private static final String EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason";

    private static final String VERSION =
            "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber";

    private Composing() {}

    static void map(Document document, boolean whole) {
        Element root = document.root;
        List<SectionComponent> sections = new ArrayList<>();
        for (Element section : sections(root)) {
            Document.accept(section(section, 0, document), sections::add);
        }
        if (sections(root).isEmpty()) {
            statements(root).forEach(statement -> Walker.visit(statement, SectionKind.OTHER, document));
        }
        if (whole) {
            Composition composition = document.entries.add(composition(root, sections, document), document.key);
            document.authorship.wrote(root, composition);
        }
    }

    /** The outermost sections under an element, whatever is around them. */
    private static List<Element> sections(Element element) {
        if (element.name().equals("section")) {
            return List.of(element);
        }
        List<Element> sections = new ArrayList<>();
        for (Element child : element.children()) {
            if (List.of("component", "structuredBody", "section").contains(child.name())) {
                sections.addAll(sections(child));
            }
        }
        return sections;
    }

    private static List<Statement> statements(Element element) {
        if (Statement.is(element)) {
            return List.of(Statement.of(element));
        }
        List<Statement> statements = new ArrayList<>();
        for (Element child : element.children()) {
            boolean way = List.of("entry", "component", "entryRelationship").contains(child.name());
            if (Statement.is(child) || way) {
                statements.addAll(statements(child));
            }
        }
        return statements;
    }

    private static @Nullable SectionComponent section(Element element, int depth, Document document) {
        SectionComponent section = new SectionComponent();
        Element title = element.child("title");
        Document.accept(title == null ? null : title.allText(), section::setTitle);
        document.concept(element.child("code"), section::setCode);
        for (Element author : element.children("author")) {
            Document.accept(document.parties.author(author), section::addAuthor);
        }
        section.setText(Narratives.narrative(element.child("text")));
        SectionKind kind = SectionKind.of(element);
        for (Element entry : element.children("entry")) {
            for (Element child : entry.children()) {
                if (Statement.is(child)) {
                    Walker.visit(Statement.of(child), kind, document);
                }
            }
            Walker.made(entry, document).forEach(section::addEntry);
        }
        if (depth < DEEPEST) {
            for (Element inner : element.all("component", "section")) {
                Document.accept(section(inner, depth + 1, document), section::addSection);
            }
        }
        boolean kept = section.hasText() || section.hasEntry() || section.hasSection();
        document.report.count(label(element), kept ? Fate.MAPPED : Fate.IGNORED, kept ? "" : "empty-section");
        if (element.nullFlavor() != null && !section.hasEntry()) {
            section.setEmptyReason(Facts.concept(EMPTY, emptyReason(element.nullFlavor())));
        }
        return kept ? section : null;
    }

    private static String emptyReason(@Nullable String nullFlavor) {
        return switch (String.valueOf(nullFlavor)) {
            case "NASK" -> "notasked";
            case "MSK" -> "withheld";
            default -> "unavailable";
        };
    }

    private static String label(Element section) {
        Element code = section.child("code");
        String loinc = code == null ? null : code.attribute("code");
        return "section " + (loinc == null ? "without a code" : loinc);
    }

    private static Composition composition(Element root, List<SectionComponent> sections, Document document) {
        Composition composition = new Composition();
        Identifier identifier =
                document.ids.identifiers(root).stream().findFirst().orElse(null);
        Document.accept(identifier, composition::setIdentifier);
        composition.setStatus(CompositionStatus.FINAL);
        composition.setType(document.codes.required(root.child("code")));
        if (document.patient != null) {
            composition.setSubject(document.subject());
        }
        Document.accept(document.encounter, composition::setEncounter);
        DateTimeType date = document.times.point(root.child("effectiveTime"));
        composition.setDateElement(date != null ? date : Absent.because(new DateTimeType(), "UNK"));
        for (Element author : root.children("author")) {
            Document.accept(document.parties.author(author), composition::addAuthor);
        }
        if (!composition.hasAuthor()) {
            composition.addAuthor(Absent.because(new Reference(), "UNK"));
        }
        Element title = root.child("title");
        String text = title == null ? null : title.allText();
        composition.setTitle(text != null ? text : "Clinical document");
        confidentiality(root, composition);
        version(root, composition, document);
        attesters(root, composition, document);
        Document.accept(custodian(root, document), composition::setCustodian);
        Participations participations = new Participations(composition, document);
        event(root, composition, participations, document);
        related(root, composition, document);
        participations.map(root);
        composition.setSection(sections);
        return composition;
    }

    private static void confidentiality(Element root, Composition composition) {
        Element code = root.child("confidentialityCode");
        String level = code == null ? null : code.attribute("code");
        if (level != null && List.of("U", "L", "M", "N", "R", "V").contains(level)) {
            composition.setConfidentiality(DocumentConfidentiality.fromCode(level));
        } else if (code != null) {
            code.unread("code");
        }
    }

    private static void version(Element root, Composition composition, Document document) {
        Element language = root.child("languageCode");
        String tag = language == null ? null : language.attribute("code");
        boolean known = tag != null && tag.matches("[A-Za-z]{2,3}(-[A-Za-z]{2})?");
        if (language != null && !known) {
            language.unread("code");
        }
        if (tag != null && known) {
            composition.setLanguage(tag);
        }
        Element number = root.child("versionNumber");
        String version = number == null ? null : number.attribute("value");
        Document.accept(version, text -> composition.addExtension(VERSION, new StringType(text)));
        if (composition.getIdentifier().isEmpty()) {
            Element set = root.child("setId");
            Document.accept(set == null ? null : document.ids.identifier(set), composition::setIdentifier);
        }
    }

    private static void attesters(Element root, Composition composition, Document document) {
        for (Element signer : root.children("legalAuthenticator")) {
            attester(signer, CompositionAttestationMode.LEGAL, composition, document);
        }
        for (Element signer : root.children("authenticator")) {
            attester(signer, CompositionAttestationMode.PROFESSIONAL, composition, document);
        }
    }

    private static void attester(
            Element signer, CompositionAttestationMode mode, Composition composition, Document document) {
        Composition.CompositionAttesterComponent attester =
                composition.addAttester().setMode(mode);
        attester.setTimeElement(document.times.point(signer.child("time")));
        Reference party = document.parties.of(signer);
        if (party != null && !Parties.is(party, "Device")) {
            attester.setParty(party);
        }
    }

    static @Nullable Reference custodian(Element root, Document document) {
        Element custodian = Header.part(root, "custodian");
        return custodian == null
                ? null
                : document.parties.organization(custodian.at("assignedCustodian", "representedCustodianOrganization"));
    }

    private static void event(Element root, Composition composition, Participations participations, Document document) {
        for (Element service : root.all("documentationOf", "serviceEvent")) {
            Composition.CompositionEventComponent event = new Composition.CompositionEventComponent();
            document.concept(service.child("code"), event::addCode);
            event.setPeriod(document.times.period(service.child("effectiveTime")));
            service.children("performer").forEach(performer -> participations.add("Performer", performer));
            if (!event.isEmpty()) {
                composition.addEvent(event);
            }
        }
    }

    /** FHIR's code for how a document relates to another, or null if it has none. */
    static @Nullable String relation(Element related) {
        return switch (String.valueOf(related.attribute("typeCode"))) {
            case "RPLC" -> "replaces";
            case "APND" -> "appends";
            case "XFRM" -> "transforms";
            default -> null;
        };
    }

    private static void related(Element root, Composition composition, Document document) {
        for (Element related : root.children("relatedDocument")) {
            String code = relation(related);
            Element parent = related.child("parentDocument");
            List<Identifier> ids = parent == null ? List.of() : document.ids.identifiers(parent);
            if (code != null && !ids.isEmpty()) {
                composition
                        .addRelatesTo()
                        .setCode(Composition.DocumentRelationshipType.fromCode(code))
                        .setTarget(ids.get(0));
            }
        }
    }
}
