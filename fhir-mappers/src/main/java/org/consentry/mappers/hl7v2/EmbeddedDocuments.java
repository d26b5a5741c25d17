package org.consentry.mappers.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Documents inside OBX: encapsulated data (ED), pointers to elsewhere (RP) and, after a TXA, lines of text. They
 * become attachments of a DocumentReference: of the one TXA started, or of one of their own that names the report.
 */
final class EmbeddedDocuments {

    private EmbeddedDocuments() {}

    /** True if the OBX was a document or a part of one. */
    static boolean takes(Segment obx, Mapping mapping) {
        String type = obx.text(2, "");
        boolean encapsulated = type.equals("ED") || type.equals("RP");
        DocumentReference document = mapping.current.document;
        boolean line =
                document != null && (type.equals("TX") || type.equals("FT") || type.equals("ST") || type.isEmpty());
        if (!encapsulated && !line) {
            return false;
        }
        if (line && document != null) {
            text(obx, mapping.texts.computeIfAbsent(document, key -> new StringBuilder()));
            mapping.own(obx, document);
            obx.whole(3);
            obx.whole(2);
            obx.whole(11);
            return true;
        }
        Composite value = obx.first(5);
        Attachment attachment = type.equals("ED") ? encapsulated(obx, value, mapping) : pointer(value, mapping);
        if (document == null) {
            document = ownDocument(obx, mapping);
        }
        if (attachment == null) {
            mapping.report.note(
                    Report.place(obx, 5), "document-without-content", "There is no document in this segment");
        } else {
            Mapping.accept(obx.first(3).firstOf(2, 1), attachment::setTitle);
            document.addContent().setAttachment(attachment);
        }
        mapping.own(obx, document);
        return true;
    }

    private static DocumentReference ownDocument(Segment obx, Mapping mapping) {
        DocumentReference document = new DocumentReference();
        status(obx, document);
        mapping.concept(obx, 3, null, document::setType);
        Mapping.accept(mapping.current.patientReference(), document::setSubject);
        Mapping.accept(mapping.current.encounterReference(), encounter -> document.getContext()
                .addEncounter(encounter));
        Mapping.accept(mapping.times.instant(obx.text(14)), document::setDateElement);
        mapping.parties.practitioners(obx.all(16)).forEach(document::addAuthor);
        Order order = mapping.current.order;
        if (!document.hasDate() && order != null && order.report != null && order.report.hasIssued()) {
            document.setDateElement(order.report.getIssuedElement().copy());
        }
        if (order != null && order.report != null) {
            document.getContext().addRelated(Entries.reference(order.report));
        } else if (order != null && order.request != null) {
            document.getContext().addRelated(Entries.reference(order.request));
        }
        mapping.entries.add(document, ObxToObservation.key(obx, mapping));
        mapping.current.subject = document;
        return document;
    }

    /** Whether it is withdrawn, and how far it is (HL7 table 0085). */
    private static void status(Segment obx, DocumentReference document) {
        String told = obx.text(11, "");
        boolean withdrawn = told.equals("D") || told.equals("W");
        document.setStatus(withdrawn ? DocumentReferenceStatus.ENTEREDINERROR : DocumentReferenceStatus.CURRENT);
        switch (told) {
            case "F", "U" -> document.setDocStatus(ReferredDocumentStatus.FINAL);
            case "P", "R", "S" -> document.setDocStatus(ReferredDocumentStatus.PRELIMINARY);
            case "C", "A" -> document.setDocStatus(ReferredDocumentStatus.AMENDED);
            case "D", "W" -> document.setDocStatus(ReferredDocumentStatus.ENTEREDINERROR);
            default -> obx.unread(11);
        }
        if (!told.equals("F")) {
            // FHIR's words tell fewer apart.
            obx.unread(11);
        }
    }

    /** ED: source application, type, subtype, encoding, content. */
    private static @Nullable Attachment encapsulated(Segment obx, Composite ed, Mapping mapping) {
        String content = content(ed);
        if (content.isEmpty()) {
            return null;
        }
        byte[] bytes = decode(content, ed, ed.get(4, ""));
        if (bytes == null) {
            mapping.report.fail(obx, 5, "document-not-decodable", "The content is not encoded as OBX-5.4 says");
            return null;
        }
        return new Attachment().setData(bytes).setContentType(mime(ed.get(2), ed.get(3), mapping));
    }

    private static String content(Composite ed) {
        StringBuilder content = new StringBuilder();
        for (int part = 5; part <= ed.size(); part++) {
            content.append(ed.sub(part).raw());
        }
        return content.toString();
    }

    private static byte @Nullable [] decode(String content, Composite ed, String encoding) {
        try {
            return switch (encoding.toUpperCase(Locale.ROOT)) {
                case "BASE64" ->
                    Base64.getMimeDecoder()
                            .decode(content.replace("\\.br\\", "")
                                    .replace("\\X0D\\", "")
                                    .replace("\\X0A\\", ""));
                case "HEX" -> HexFormat.of().parseHex(content.replaceAll("\\s", ""));
                default -> String.valueOf(ed.whole(5)).getBytes(StandardCharsets.UTF_8);
            };
        } catch (IllegalArgumentException notEncodedSo) {
            return null;
        }
    }

    /** RP: pointer, application, type, subtype. */
    private static @Nullable Attachment pointer(Composite rp, Mapping mapping) {
        String pointer = rp.whole(1);
        if (pointer == null) {
            return null;
        }
        Attachment attachment = new Attachment();
        Mapping.accept(mime(rp.get(3), rp.get(4), mapping), attachment::setContentType);
        boolean uri = pointer.matches("[A-Za-z][A-Za-z0-9+.-]*:\\S+");
        return attachment.setUrl(
                uri
                        ? pointer
                        : "urn:id:" + mapping.terminology.namespace(pointer).replaceFirst("^urn:(id|oid):", ""));
    }

    private static String mime(@Nullable String type, @Nullable String subtype, Mapping mapping) {
        String fine = subtype == null ? null : mapping.terminology.code("mime-types", subtype.toUpperCase(Locale.ROOT));
        if (fine == null && type != null && type.indexOf('/') > 0) {
            return type.toLowerCase(Locale.ROOT);
        }
        if (fine == null && type != null) {
            fine = mapping.terminology.code("mime-types", type.toUpperCase(Locale.ROOT));
        }
        return fine == null ? "application/octet-stream" : fine;
    }

    /** A line of a document that is text. */
    private static void text(Segment obx, StringBuilder lines) {
        for (Composite repetition : obx.all(5)) {
            String line = repetition.whole();
            lines.append(line == null ? "" : line).append('\n');
        }
    }

    /** The lines of each document, gathered to the end of the message, as its attachment. */
    static void finish(Mapping mapping) {
        mapping.texts.forEach((document, lines) -> document.addContent()
                .setAttachment(new Attachment()
                        .setContentType("text/plain")
                        .setData(lines.toString().getBytes(StandardCharsets.UTF_8))));
    }
}
