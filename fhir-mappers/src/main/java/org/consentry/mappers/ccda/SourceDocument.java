package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/** The document as it was sent, kept whole, and that the resources were made of it. */
final class SourceDocument {

    static final String MAP_VERSION = "ccda-to-r4 1.0";
    private static final String FORMATS = "http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem";

    private SourceDocument() {}

    static void add(byte[] bytes, Document document, boolean whole) {
        Element root = document.root;
        DocumentReference reference = new DocumentReference();
        reference.setStatus(DocumentReferenceStatus.CURRENT);
        List<Identifier> ids = whole ? document.ids.identifiers(root) : List.of();
        ids.stream().findFirst().ifPresent(reference::setMasterIdentifier);
        if (whole) {
            document.concept(root.child("code"), reference::setType);
        }
        if (document.patient != null) {
            reference.setSubject(document.subject());
        }
        Document.accept(document.times.instant(root.child("effectiveTime")), reference::setDateElement);
        for (Element author : Header.parts(root, "author")) {
            Document.accept(document.parties.author(author), reference::addAuthor);
        }
        Document.accept(Composing.custodian(root, document), reference::setCustodian);
        DocumentReference.DocumentReferenceContentComponent content = reference.addContent();
        content.setAttachment(new Attachment().setContentType("application/xml").setData(bytes));
        if (whole) {
            content.setFormat(new Coding(FORMATS, "urn:hl7-org:sdwg:ccda-structuredBody:2.1", null));
        }
        body(root, reference, document);
        if (document.encounter != null) {
            reference.getContext().addEncounter(document.encounter.copy());
        }
        document.entries.add(reference, document.key + "|source");
    }

    /** An unstructured document's body is an attachment of its own, beside the document around it. */
    private static void body(Element root, DocumentReference reference, Document document) {
        for (Element text : root.all("component", "nonXMLBody", "text")) {
            Attachment attachment = NoteMapper.attachment(text, document);
            if (attachment.hasData() || attachment.hasUrl()) {
                reference.addContent().setAttachment(attachment);
                reference
                        .getContentFirstRep()
                        .setFormat(new Coding(FORMATS, "urn:hl7-org:sdwg:ccda-nonXMLBody:2.1", null));
            }
        }
    }

    /** The document as the source of what others say: by its id, else as what it is. */
    static Reference identity(Document document) {
        Reference reference = new Reference().setDisplay("C-CDA document");
        document.ids.identifiers(document.root).stream().findFirst().ifPresent(reference::setIdentifier);
        return reference;
    }

    static void transformation(Document document, InstantType recorded) {
        List<Reference> targets = new ArrayList<>();
        document.entries.all().stream()
                .filter(entry -> !(entry.resource() instanceof Provenance))
                .forEach(entry -> targets.add(Entries.reference(entry.resource())));
        Provenance provenance = new Provenance().setTarget(targets);
        provenance.setRecordedElement(recorded.copy());
        provenance.setActivity(new CodeableConcept().setText("C-CDA to FHIR R4"));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(Authorship.AGENT, "assembler", "Assembler")))
                .setWho(new Reference()
                        .setType("Device")
                        .setDisplay("consentry-fhir-mappers, " + MAP_VERSION + ", profile "
                                + document.context.profile().name()));
        provenance.addEntity().setRole(Provenance.ProvenanceEntityRole.SOURCE).setWhat(identity(document));
        document.entries.add(provenance, document.key + "|transformation");
    }
}
