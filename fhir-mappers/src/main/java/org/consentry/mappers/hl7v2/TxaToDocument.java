package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentRelationshipType;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** TXA: a document; its content follows in OBX. */
final class TxaToDocument implements SegmentMapper {

    @Override
    public void map(Segment txa, Mapping mapping) {
        DocumentReference document = new DocumentReference();
        Mapping.accept(mapping.current.patientReference(), document::setSubject);
        document.setStatus(status(txa, mapping));
        docStatus(txa, document);
        mapping.concept(txa, 2, "0270", document::setType);
        numbers(txa, document, mapping);
        date(txa, document, mapping);
        for (int field : new int[] {5, 9}) {
            mapping.parties.practitioners(txa.all(field)).forEach(author -> author(author, document));
        }
        mapping.parties.first(txa, 10, document::setAuthenticator);
        if (!document.hasAuthenticator()) {
            mapping.parties.first(txa, 22, document::setAuthenticator);
        } else {
            txa.unread(22);
        }
        mapping.concept(txa, 18, "0272", document::addSecurityLabel);
        Mapping.accept(txa.whole(25), document::setDescription);
        Mapping.accept(mapping.current.encounterReference(), encounter -> document.getContext()
                .addEncounter(encounter));
        related(document, mapping);
        mapping.concept(
                txa,
                3,
                "0191",
                presentation -> document.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/document-presentation", presentation));
        String key = key(txa, document, mapping);
        mapping.entries.add(document, key);
        mapping.own(txa, document);
        mapping.current.document = document;
        mapping.current.subject = document;
    }

    /** Who did it and who originated it are often one person. */
    private static void author(Reference author, DocumentReference document) {
        boolean known = author.hasReference()
                && document.getAuthor().stream()
                        .anyMatch(other -> author.getReference().equals(other.getReference()));
        if (!known) {
            document.addAuthor(author);
        }
    }

    private static DocumentReferenceStatus status(Segment txa, Mapping mapping) {
        if (mapping.header.trigger().equals("T11")) {
            return DocumentReferenceStatus.ENTEREDINERROR;
        }
        String availability = txa.text(19, "");
        return switch (availability) {
            case "OB" -> DocumentReferenceStatus.SUPERSEDED;
            case "CA" -> {
                // HL7 table 0273 calls it deleted.
                txa.unread(19);
                yield DocumentReferenceStatus.ENTEREDINERROR;
            }
            case "AV" -> DocumentReferenceStatus.CURRENT;
            default -> {
                txa.unread(19);
                yield DocumentReferenceStatus.CURRENT;
            }
        };
    }

    private static void docStatus(Segment txa, DocumentReference document) {
        String told = txa.text(17, "");
        switch (told) {
            case "AU", "LA" -> document.setDocStatus(ReferredDocumentStatus.FINAL);
            // Documented is not yet authenticated (HL7 table 0271).
            case "DI", "DO", "IP", "IN", "PA" -> document.setDocStatus(ReferredDocumentStatus.PRELIMINARY);
            default -> {}
        }
        if (!told.equals("AU")) {
            // FHIR's words tell fewer apart.
            txa.unread(17);
        }
    }

    private static void numbers(Segment txa, DocumentReference document, Mapping mapping) {
        Mapping.accept(mapping.identifiers.ei(txa.first(12)), document::setMasterIdentifier);
        Identifier parent = mapping.identifiers.ei(txa.first(13));
        if (parent != null) {
            boolean replaces = mapping.header.trigger().equals("T09")
                    || mapping.header.trigger().equals("T10");
            document.addRelatesTo()
                    .setCode(replaces ? DocumentRelationshipType.REPLACES : DocumentRelationshipType.APPENDS)
                    .setTarget(new Reference().setType("DocumentReference").setIdentifier(parent));
        }
        for (Composite ei : txa.all(14)) {
            Mapping.accept(mapping.identifiers.ei(ei, "PLAC"), document::addIdentifier);
        }
        Mapping.accept(mapping.identifiers.ei(txa.first(15), "FILL"), document::addIdentifier);
        Mapping.accept(
                txa.whole(16),
                name -> document.addIdentifier(new Identifier()
                        .setValue(name)
                        .setType(new CodeableConcept().setText("Unique document file name"))));
    }

    private static void date(Segment txa, DocumentReference document, Mapping mapping) {
        for (int field : new int[] {6, 4, 7}) {
            if (document.hasDate()) {
                txa.unread(field);
            } else {
                Mapping.accept(mapping.instant(txa, field), document::setDateElement);
            }
        }
    }

    private static void related(DocumentReference document, Mapping mapping) {
        Order order = mapping.current.order;
        @Nullable
        Reference related = order == null
                ? null
                : order.report != null
                        ? Entries.reference(order.report)
                        : order.request != null ? Entries.reference(order.request) : null;
        Mapping.accept(related, reference -> document.getContext().addRelated(reference));
    }

    private static String key(Segment txa, DocumentReference document, Mapping mapping) {
        if (document.hasMasterIdentifier()) {
            return Parties.key(document.getMasterIdentifier());
        }
        if (document.hasIdentifier()) {
            return Parties.key(document.getIdentifierFirstRep());
        }
        return mapping.keyIn(txa);
    }

    /**
     * FHIR requires content; a document announced without any says that it is absent. Such a notification must not take
     * away the content that an earlier message brought, unless the document is withdrawn.
     */
    static void complete(DocumentReference document, Mapping mapping) {
        if (!document.hasContent()) {
            if (document.getStatus() != DocumentReferenceStatus.ENTEREDINERROR) {
                mapping.entries.retell(document, Entries.Telling.MENTION);
            }
            document.addContent()
                    .getAttachment()
                    .addExtension(
                            "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                            new org.hl7.fhir.r4.model.CodeType("unknown"));
        }
    }
}
