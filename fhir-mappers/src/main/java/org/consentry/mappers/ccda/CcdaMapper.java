package org.consentry.mappers.ccda;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.datatype.Sha256;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.ccda.xml.XmlReader;
import org.consentry.mappers.transaction.LongTexts;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;

/**
 * C-CDA documents (R1.1, R2.1) to FHIR R4 transaction Bundles, by HL7's guide "C-CDA on FHIR" 2.0.
 *
 * <p>A piece of a document (a section, an entry, a participation) is converted too, with a warning; what in it would
 * need a patient says that none is known. Stateless and safe for any number of threads. Bad input is an answer, never
 * an exception.
 */
public final class CcdaMapper {

    private static final String DOCUMENT = "ClinicalDocument";
    private static final Set<String> PIECES = Set.of(
            XmlReader.PIECES,
            "component",
            "structuredBody",
            "nonXMLBody",
            "section",
            "entry",
            "entryRelationship",
            "recordTarget",
            "author",
            "dataEnterer",
            "informant",
            "custodian",
            "informationRecipient",
            "legalAuthenticator",
            "authenticator",
            "participant",
            "inFulfillmentOf",
            "documentationOf",
            "relatedDocument",
            "authorization",
            "componentOf",
            "performer",
            "participantRole",
            "manufacturedProduct",
            "assignedAuthor",
            "assignedEntity",
            "serviceEvent",
            "encompassingEncounter",
            "encounterParticipant",
            "addr",
            "telecom",
            "name",
            "id",
            "code",
            "effectiveTime",
            "value",
            "specimen",
            "reference",
            "referenceRange",
            "consumable",
            "signatureText",
            "patientRole",
            "patient");

    /** Converts one document. */
    public Conversion convert(byte[] document, ConversionContext context) {
        return switch (XmlReader.read(document)) {
            case XmlReader.Illegible no -> {
                Report report = new Report();
                String place = no.line() == 0 ? "" : "line " + no.line() + ", column " + no.column();
                report.error(place, "not-ccda", no.reason() + (place.isEmpty() ? "" : " (" + place + ")"));
                yield new Conversion.Rejected(report.build("", "", ""));
            }
            case XmlReader.Legible read -> guarded(read, document, context);
        };
    }

    /** A mistake of ours costs one document, which is answered. */
    private static Conversion guarded(XmlReader.Legible read, byte[] document, ConversionContext context) {
        try {
            return convert(read, document, context);
        } catch (RuntimeException | StackOverflowError fault) {
            Report report = new Report();
            report.error("", ConversionIssue.FAULT, ConversionIssue.fault(fault));
            return new Conversion.Rejected(report.build("", "", ""));
        }
    }

    private static Conversion convert(XmlReader.Legible read, byte[] bytes, ConversionContext context) {
        Report report = new Report();
        Element root = read.root();
        boolean whole = root.name().equals(DOCUMENT);
        if (!whole && !PIECES.contains(root.name()) && !Statement.is(root)) {
            report.error("line " + root.line(), "not-ccda", "The root is neither a ClinicalDocument nor a part of one");
            return new Conversion.Rejected(report.build("", "", ""));
        }
        if (read.recoded()) {
            report.warn("", "wrong-charset", "The bytes are not in the encoding they claim; read as Windows-1252");
        }
        if (!whole) {
            report.warn("", "not-a-document", "This is a piece of a document; it was read as far as it goes");
        }
        Document document = new Document(root, context, key(root, bytes), report);
        Header.map(root, document);
        Composing.map(document, whole);
        document.settle();
        SourceDocument.add(bytes, document, whole);
        InstantType written = document.times.instant(root.child("effectiveTime"));
        InstantType recorded = written != null ? written : Absent.because(new InstantType(), "UNK");
        document.authorship.finish(recorded);
        SourceDocument.transformation(document, recorded);
        if (!Statement.is(root)) {
            Unread.account(root, root.name(), report);
        }
        Walker.account(root, document);
        return new Conversion.Converted(
                LongTexts.part(document.entries.bundle(written), bytes.length),
                report.build(type(root), version(root), told(root, document)));
    }

    private static String key(Element root, byte[] bytes) {
        Element id = root.name().equals(DOCUMENT) ? root.child("id") : null;
        String extension = id == null ? null : id.attribute("extension");
        String of = id == null ? null : id.attribute("root");
        if (of != null) {
            return "ccda|" + of + "|" + (extension == null ? "" : extension);
        }
        return "ccda|" + HexFormat.of().formatHex(Sha256.digest().digest(bytes));
    }

    private static String type(Element root) {
        Element code = root.child("code");
        String loinc = code == null ? null : code.attribute("code");
        return root.name().equals(DOCUMENT) && loinc != null ? loinc : "";
    }

    private static String version(Element root) {
        for (Element template : root.children("templateId")) {
            String extension = template.attribute("extension");
            if (extension != null) {
                return extension;
            }
        }
        return "";
    }

    private static String told(Element root, Document document) {
        List<Identifier> ids = document.ids.identifiers(root);
        return ids.isEmpty() ? "" : Ids.key(ids.get(0));
    }
}
