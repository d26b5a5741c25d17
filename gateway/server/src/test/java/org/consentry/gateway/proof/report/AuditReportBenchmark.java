package org.consentry.gateway.proof;

import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.proof.explorer.AuditReport;
import org.consentry.gateway.proof.explorer.AuditReports;
import org.consentry.gateway.proof.report.AuditReportPdf;
import org.consentry.ledger.entry.EntryKind;

/**
 * How long a record's audit report takes, entries and proofs from PostgreSQL included.
 *
 * <p>Arguments: entries about the record, rounds.
 */
public final class AuditReportBenchmark {
    private static final Caller PATIENT = new Caller.PatientUser("s", "p", "P", "portal", Scopes.parse("patient/*.rs"));

    private AuditReportBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        int entries = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        List<Long> times = new ArrayList<>();
        int bytes = 0;
        try (ProofFixture proofs = new ProofFixture()) {
            for (int i = 0; i < entries; i++) {
                proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':'test','n':" + i + "}");
            }
            proofs.publish();
            AuditReports reports = proofs.reports();
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                AuditReport report = reports.of(PATIENT, "p");
                bytes = AuditReportPdf.of(report).length;
                times.add(System.nanoTime() - start);
            }
        }
        List<Long> sorted = times.stream().sorted().toList();
        System.out.printf(
                "%d entries, %,d bytes: first %.0f ms, p50 %.0f ms, p99 %.0f ms%n",
                entries,
                bytes,
                times.getFirst() / 1e6,
                sorted.get(rounds / 2) / 1e6,
                sorted.get(rounds * 99 / 100) / 1e6);
    }
}
