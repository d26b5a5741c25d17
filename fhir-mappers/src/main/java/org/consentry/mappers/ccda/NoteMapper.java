package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Note activities to DocumentReference, with the note itself as the attachment. */
final class NoteMapper {

    private static final String CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";

    private NoteMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        DocumentReference note = new DocumentReference();
        Element element = statement.element();
        note.setIdentifier(document.ids.identifiers(element));
        note.setStatus(
                statement.status().equals("nullified")
                        ? DocumentReferenceStatus.ENTEREDINERROR
                        : DocumentReferenceStatus.CURRENT);
        if (statement.status().equals("completed")) {
            note.setDocStatus(ReferredDocumentStatus.FINAL);
        } else if (statement.status().equals("active")) {
            note.setDocStatus(ReferredDocumentStatus.PRELIMINARY);
        }
        note.setType(type(statement, document));
        note.addCategory(Facts.concept(CATEGORY, "clinical-note", "Clinical Note"));
        if (document.patient != null) {
            note.setSubject(document.subject());
        }
        for (Element author : element.children("author")) {
            Document.accept(document.parties.author(author), note::addAuthor);
            if (!note.hasDate()) {
                Document.accept(document.times.instant(author.child("time")), note::setDateElement);
            }
        }
        note.addContent().setAttachment(attachment(element.child("text"), document));
        context(statement, note, document);
        element.children("reference").forEach(reference -> related(reference, note, document));
        document.add(note, statement);
    }

    private static @Nullable CodeableConcept type(Statement statement, Document document) {
        CodeableConcept type = document.codes.concept(statement.code());
        if (type != null && type.getCoding().size() > 1) {
            type.getCoding().removeIf((Coding coding) -> "34109-9".equals(coding.getCode()));
        }
        return type;
    }

    /** Another document: in the way the note says it relates to it, or as something that goes with it. */
    private static void related(Element reference, DocumentReference note, Document document) {
        String code = Composing.relation(reference);
        for (Element id : reference.all("externalDocument", "id")) {
            Identifier identifier = document.ids.identifier(id);
            Reference other = new Reference().setIdentifier(identifier);
            if (identifier != null && code != null) {
                note.addRelatesTo()
                        .setCode(DocumentReference.DocumentRelationshipType.fromCode(code))
                        .setTarget(other);
            } else if (identifier != null) {
                note.getContext().addRelated(other);
            }
        }
    }

    private static void context(Statement statement, DocumentReference note, Document document) {
        Element time = statement.time();
        Period period = document.times.period(time);
        if (period != null) {
            note.getContext().setPeriod(period);
        }
        Reference own = own(statement, document);
        Reference around = own != null ? own : Facts.encounter(statement, document);
        Reference encounter = around != null ? around : document.encounter;
        if (encounter != null && encounter.hasReference()) {
            note.getContext().addEncounter(encounter);
        }
    }

    /** The encounter that the note itself names, or null. */
    private static @Nullable Reference own(Statement statement, Document document) {
        for (Statement inner : statement.inner()) {
            if (inner.name().equals("encounter") && inner.event()) {
                Walker.visit(inner, SectionKind.OTHER, document);
                Resource made = document.made(inner.element());
                return made == null ? null : Entries.reference(made);
            }
        }
        return null;
    }

    /** The note's own bytes, else the narrative it points to. */
    static Attachment attachment(@Nullable Element text, Document document) {
        Attachment attachment = new Attachment();
        if (text == null) {
            return attachment.setTitle("No text was sent");
        }
        String media = text.attribute("mediaType");
        String inline = text.text();
        if (text.has("representation", "B64") && inline != null) {
            attachment.setContentType(media == null ? "application/octet-stream" : media);
            return attachment.setDataElement(bytes(inline, document, text));
        }
        Element reference = text.child("reference");
        String value = reference == null ? null : reference.attribute("value");
        Element target = document.narrative.find(value);
        byte[] page = document.narrative.page(target != null ? target : text);
        if (page != null) {
            return attachment.setContentType("application/xhtml+xml").setData(page);
        }
        if (value != null && !value.startsWith("#") && value.length() < 1000 && !value.contains(" ")) {
            attachment.setContentType(media);
            return attachment.setUrl(value);
        }
        return attachment.setTitle(target == null ? "No text was sent" : "The text stands in the document");
    }

    private static @Nullable Base64BinaryType bytes(String text, Document document, Element place) {
        String plain = text.replaceAll("\\s", "");
        try {
            java.util.Base64.getDecoder().decode(plain);
            return new Base64BinaryType(plain);
        } catch (IllegalArgumentException e) {
            document.report.warn(Report.place(place), "not-base64", "The content is not base64 as it claims");
            return null;
        }
    }
}
