package org.consentry.gateway.proof.report;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.consentry.gateway.proof.explorer.AuditReport;
import org.consentry.gateway.proof.explorer.EntryView;
import org.consentry.ledger.proof.ReceiptBundle;

/*
 * The receipts lie in the PDF as an attached file whose stream is stored as it is, without a filter. So the ledger's
 * command, which knows nothing of PDF, finds them by their first line; and a person can save the attachment with any
 * reader.
 *
 * Text is written with a font that is embedded: names of people and hospitals are not all in Latin-1.
 */
/** A record's audit report as a PDF. */
public final class AuditReportPdf {
    /** The name that the report's command assumes. */
    public static final String FILE = "audit-report.pdf";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final float[] COLUMNS = {60, 105, 205, Paper.WIDTH - 370};
    private static final float SMALL = 8.5f;
    private static final float QR = 90;

    private AuditReportPdf() {}

    /** The whole file. */
    public static byte[] of(AuditReport report) {
        try (PDDocument document = new PDDocument()) {
            describe(document, report);
            try (Paper paper = new Paper(document)) {
                head(paper, report);
                table(paper, report);
                how(paper, report);
                proofs(paper, report);
            }
            attach(document, report);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out, CompressParameters.NO_COMPRESSION);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
    }

    private static void describe(PDDocument document, AuditReport report) {
        document.getDocumentInformation().setTitle("Audit report");
        document.getDocumentInformation().setCreator("Consentry");
        GregorianCalendar made = GregorianCalendar.from(report.madeAt().atZone(ZoneOffset.UTC));
        document.getDocumentInformation().setCreationDate(made);
        document.getDocumentCatalog().setLanguage("en");
    }

    private static void head(Paper paper, AuditReport report) throws IOException {
        if (!report.address().isEmpty()) {
            paper.squares(qr(report.address()), QR);
        }
        paper.text("Audit report", 20);
        paper.gap(4);
        paper.text("Record Patient/" + report.patientId(), 11);
        paper.text("Made " + TIME.format(report.madeAt()) + " UTC", 11);
        paper.text(report.rows().size() + " entries" + (report.complete() ? "" : ", the latest; older ones exist"), 11);
        paper.gap(QR - 50);
        paper.text(
                "Everything below is written in a ledger that can only grow. This file carries the proof of every line;"
                        + " how to check it without asking us is told after the table.",
                10);
        paper.gap(10);
    }

    private static void table(Paper paper, AuditReport report) throws IOException {
        paper.row(10, COLUMNS, "Entry", "Time (UTC)", "What happened", "Who");
        paper.gap(3);
        for (AuditReport.Row row : report.rows()) {
            EntryView entry = row.entry();
            paper.row(
                    SMALL,
                    COLUMNS,
                    Long.toString(entry.index()),
                    TIME.format(Instant.parse(entry.time())),
                    entry.title(),
                    entry.who());
        }
        if (report.rows().isEmpty()) {
            paper.text("Nothing has been written about this record yet.", 10);
        }
    }

    private static void how(Paper paper, AuditReport report) throws IOException {
        paper.gap(14);
        paper.keep(140);
        paper.text("How to check this report", 14);
        paper.text(
                "With the ledger's program and no network. Take the key from somebody you trust rather than from this"
                        + " page. The program prints every proved entry; compare them with the table.",
                10);
        paper.code(report.command(FILE), SMALL);
        paper.text("The code at the top of the first page leads to the newest entry's receipt:", 10);
        paper.code(report.address(), SMALL);
        if (!report.policy().isEmpty()) {
            paper.text(
                    "To check as well that hospitals have seen the ledger, save these lines as trust.policy and use"
                            + " --policy trust.policy instead of --key:",
                    10);
            paper.code(report.policy().strip(), 7);
        }
        for (AuditReport.Cosigned cosigned : report.cosigned()) {
            paper.text("Cosigned by " + cosigned.witness() + " on " + TIME.format(cosigned.at()) + " UTC", 10);
        }
        if (report.checkpoint().isPresent()) {
            paper.gap(6);
            paper.text("The ledger's signed checkpoint that all proofs lead to", 11);
            paper.code(report.checkpoint().get().note().encoded().strip(), 7);
        }
    }

    private static void proofs(Paper paper, AuditReport report) throws IOException {
        paper.gap(14);
        paper.text("Inclusion paths", 14);
        for (AuditReport.Row row : report.rows()) {
            paper.text("Entry " + row.entry().index() + ", leaf " + row.entry().digest(), SMALL);
            List<String> path = row.proof().inclusion().path().stream()
                    .map(hash -> hash.base64())
                    .toList();
            for (int i = 0; i < path.size(); i += 2) {
                paper.code(path.get(i) + (i + 1 < path.size() ? "  " + path.get(i + 1) : ""), 6.5f);
            }
        }
    }

    private static void attach(PDDocument document, AuditReport report) throws IOException {
        if (report.rows().isEmpty()) {
            return;
        }
        byte[] receipts = new ReceiptBundle(
                        report.rows().stream().map(AuditReport.Row::proof).toList())
                .bytes();
        PDEmbeddedFile file = new PDEmbeddedFile(document, new ByteArrayInputStream(receipts));
        file.setSubtype("text/plain");
        file.setSize(receipts.length);
        PDComplexFileSpecification attached = new PDComplexFileSpecification();
        attached.setFile("receipts.txt");
        attached.setFileUnicode("receipts.txt");
        attached.setEmbeddedFile(file);
        attached.getCOSObject().setName(COSName.getPDFName("AFRelationship"), "Data");
        PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
        tree.setNames(Map.of("receipts.txt", attached));
        PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
        names.setEmbeddedFiles(tree);
        document.getDocumentCatalog().setNames(names);
        COSArray associated = new COSArray();
        associated.add(attached);
        document.getDocumentCatalog().getCOSObject().setItem(COSName.getPDFName("AF"), associated);
    }

    private static boolean[][] qr(String address) {
        try {
            BitMatrix matrix =
                    new QRCodeWriter().encode(address, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 0));
            boolean[][] rows = new boolean[matrix.getHeight()][matrix.getWidth()];
            for (int y = 0; y < rows.length; y++) {
                for (int x = 0; x < rows[y].length; x++) {
                    rows[y][x] = matrix.get(x, y);
                }
            }
            return rows;
        } catch (WriterException e) {
            throw new IllegalStateException("an address fits into a code", e);
        }
    }
}
