package org.consentry.gateway.web.proof;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.explorer.AuditReport;
import org.consentry.gateway.proof.explorer.AuditReports;
import org.consentry.gateway.proof.explorer.EntryView;
import org.consentry.gateway.proof.report.AuditReportPdf;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$audit-report}: all ledger entries about a record with their proofs, as Parameters, or as a PDF when
 * that is what the client accepts.
 */
@Component
class AuditReportOperation implements FhirOperation {
    private static final String PDF = "application/pdf";

    private final AuditReports reports;

    AuditReportOperation(AuditReports reports) {
        this.reports = reports;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("audit-report", Level.INSTANCE)
                .on("Patient")
                .producing(PDF);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (call.caller() instanceof Caller.PatientUser app && !app.covers(Interaction.READ, "AuditEvent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        AuditReport report = reports.of(call.caller(), call.id().orElse(""));
        if (!call.header("Accept").orElse("").contains(PDF)) {
            return FhirAnswer.json(200, json(report));
        }
        byte[] pdf = AuditReportPdf.of(report);
        return new FhirAnswer(
                200,
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + AuditReportPdf.FILE + "\"",
                        "Content-Length",
                        Integer.toString(pdf.length)),
                new FhirAnswer.Body.Streamed(PDF, out -> out.write(pdf)));
    }

    private static byte[] json(AuditReport report) {
        Parameters answer = Parameters.create()
                .withReference("subject", "Patient/" + report.patientId())
                .with("made", "Instant", report.madeAt().toString())
                .with("complete", "String", Boolean.toString(report.complete()));
        report.rows().forEach(row -> {
            EntryView entry = row.entry();
            Parameters part = answer.part("entry")
                    .with("index", "String", Long.toString(entry.index()))
                    .with("kind", "Code", entry.kind())
                    .with("title", "String", entry.title())
                    .with("time", "Instant", entry.time())
                    .with("digest", "String", entry.digest());
            if (!entry.who().isEmpty()) {
                part.with("who", "String", entry.who());
            }
            if (!entry.reference().isEmpty()) {
                part.withReference("about", entry.reference());
            }
            part.with("receipt", "Base64Binary", base64(row.proof().encoded()));
        });
        report.checkpoint()
                .ifPresent(checkpoint ->
                        answer.with("checkpoint", "String", checkpoint.note().encoded()));
        report.cosigned().forEach(cosigned -> answer.part("cosigned")
                .with("witness", "String", cosigned.witness())
                .with("time", "Instant", cosigned.at().toString()));
        report.keys().forEach(key -> answer.with("key", "String", key.toString()));
        if (!report.policy().isEmpty()) {
            answer.with("policy", "String", report.policy());
        }
        return answer.with("command", "String", report.command("receipt.tlog-proof"))
                .json();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
