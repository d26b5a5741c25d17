package org.consentry.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.proof.explorer.AuditReport;
import org.consentry.gateway.proof.report.AuditReportPdf;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptBundle;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditReportPdfTests {
    private static final Caller PATIENT = new Caller.PatientUser("s", "p", "P", "portal", Scopes.parse("patient/*.rs"));

    private final ProofFixture proofs = new ProofFixture();

    @BeforeEach
    void logSome() {
        proofs.store.put(
                "Organization/hospital-a", "{'resourceType':'Organization','id':'hospital-a','name':'Święty Jan'}");
        proofs.store.put("Patient/p", "{'resourceType':'Patient','id':'p'}");
        proofs.fact(
                EntryKind.DISCLOSURE,
                "p",
                "{'resourceType':'AuditEvent','agent':[{'who':{'reference':'Organization/hospital-b','display':'Lakeside'},"
                        + "'requestor':true}]}");
        proofs.fact(EntryKind.DISCLOSURE, "q", "{'fact':'of another'}");
        proofs.fact(EntryKind.DELIVERY, "p", "{'fact':'delivery','recipient':'hospital-b'}");
        proofs.publish();
    }

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void isRefusedToStrangersAsIfThereWereNoSuchRecord() {
        Caller stranger = new Caller.Member(new OrganizationId("hospital-c"), "c", Scopes.parse("system/*.rs"));
        Caller other = new Caller.PatientUser("t", "q", "Q", "portal", Scopes.parse("patient/*.rs"));

        assertThatThrownBy(() -> proofs.reports().of(stranger, "p"))
                .isInstanceOf(Problem.class)
                .hasMessage("No such record");
        assertThatThrownBy(() -> proofs.reports().of(stranger, "nobody")).hasMessage("No such record");
        assertThatThrownBy(() -> proofs.reports().of(other, "p")).hasMessage("No such record");
    }

    @Test
    void showsAMemberOnlyWhatItTookPartIn() {
        Caller member = new Caller.Member(new OrganizationId("hospital-b"), "b", Scopes.parse("system/*.rs"));

        assertThat(proofs.reports().of(member, "p").rows())
                .extracting(row -> row.entry().kind())
                .containsExactly("disclosure", "delivery");
    }

    @Test
    void tellsEveryEntryInOrderInPlainWords() throws IOException {
        AuditReport report = proofs.reports().of(PATIENT, "p");

        assertThat(report.rows())
                .extracting(row -> row.entry().kind())
                .containsExactly("bundle", "disclosure", "delivery");
        assertThat(text(AuditReportPdf.of(report)))
                .contains("Data was added to the record")
                .contains("Święty Jan")
                .contains("Lakeside")
                .contains("\u2014 " + ProofFixture.ORIGIN)
                .contains("consentry-ledger-cli.jar verify audit-report.pdf --key")
                .contains(report.rows()
                        .get(1)
                        .proof()
                        .inclusion()
                        .path()
                        .getFirst()
                        .base64());
    }

    @Test
    void carriesReceiptsThatCanBeFoundAndCheckedWithoutReadingThePdf() {
        byte[] pdf = AuditReportPdf.of(proofs.reports().of(PATIENT, "p"));

        List<TlogProof> receipts = ReceiptBundle.findIn(pdf).orElseThrow().receipts();

        assertThat(receipts).hasSize(3).allSatisfy(receipt -> {
            ReceiptExtra extra = ReceiptExtra.parse(receipt.extraBytes().orElseThrow());
            assertThat(extra.commitment()).isPresent();
            assertThat(new ReceiptVerifier(Policy.of(ProofFixture.KEY.verifier()))
                            .judge(receipt, extra.entry().digest()))
                    .isInstanceOf(Verdict.Accepted.class);
        });
    }

    @Test
    void saysThatNothingWasWrittenYet() throws IOException {
        Caller newcomer = new Caller.PatientUser("n", "new", "N", "portal", Scopes.parse("patient/*.rs"));

        assertThat(text(AuditReportPdf.of(proofs.reports().of(newcomer, "new"))))
                .contains("Nothing has been written");
    }

    @Test
    void findsRoomForManyEntries() throws IOException {
        for (int i = 0; i < 120; i++) {
            proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':'test','n':" + i + "}");
        }
        proofs.publish();

        AuditReport report = proofs.reports().of(PATIENT, "p");
        byte[] pdf = AuditReportPdf.of(report);

        assertThat(report.rows()).hasSize(123);
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isGreaterThan(5);
        }
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }
}
