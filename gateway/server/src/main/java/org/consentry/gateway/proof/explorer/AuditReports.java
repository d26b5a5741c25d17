package org.consentry.gateway.proof.explorer;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.display.DirectoryNames;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.LedgerKeys;
import org.consentry.gateway.proof.TrustPolicy;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.VerifiedSignature;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.springframework.stereotype.Component;

/** Puts a record's audit report together for those who may see its entries. */
@Component
public class AuditReports {
    private final LedgerEntries entries;
    private final LedgerReader reader;
    private final LedgerKeys keys;
    private final TrustPolicy trust;
    private final DirectoryNames names;
    private final GatewaySettings gateway;
    private final Clock clock;

    public AuditReports(
            LedgerEntries entries,
            LedgerReader reader,
            LedgerKeys keys,
            TrustPolicy trust,
            DirectoryNames names,
            GatewaySettings gateway,
            Clock clock) {
        this.entries = entries;
        this.reader = reader;
        this.keys = keys;
        this.trust = trust;
        this.names = names;
        this.gateway = gateway;
        this.clock = clock;
    }

    /**
     * The report on a patient's record.
     *
     * @throws org.consentry.gateway.problem.Problem as {@link LedgerEntries#page} does
     */
    public AuditReport of(Caller caller, String patientId) {
        List<LedgerEntries.Known> known =
                entries.record(caller, patientId, AuditReport.MOST + 1).reversed();
        boolean complete = known.size() <= AuditReport.MOST;
        List<LedgerEntries.Known> shown = complete ? known : known.subList(1, known.size());
        List<LoggedEntry> logged =
                shown.stream().map(LedgerEntries.Known::logged).toList();
        List<AuditReport.Row> rows = rows(caller, shown, reader.proofs(logged));
        Optional<SignedCheckpoint> checkpoint =
                rows.stream().findFirst().map(row -> row.proof().checkpoint());
        String newest = rows.isEmpty()
                ? ""
                : gateway.baseUrl() + "/ledger/proof?index="
                        + rows.getLast().entry().index();
        return new AuditReport(
                patientId,
                clock.instant(),
                rows,
                complete,
                checkpoint,
                checkpoint.map(this::cosigned).orElse(List.of()),
                keys.verifiers(),
                trust.witnesses().isEmpty() ? "" : trust.text(),
                newest);
    }

    private List<AuditReport.Row> rows(Caller caller, List<LedgerEntries.Known> shown, List<TlogProof> proofs) {
        List<EntryView> views = shown.stream().map(known -> known.view(caller)).toList();
        Map<String, String> called = names.of(views.stream()
                .map(EntryView::who)
                .filter(OrganizationId::isOne)
                .map(id -> new OrganizationId(id).reference())
                .toList());
        List<AuditReport.Row> rows = new ArrayList<>(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            LedgerEntries.Known known = shown.get(i);
            EntryView view = views.get(i);
            String who = called.getOrDefault("Organization/" + view.who(), view.who());
            ReceiptExtra extra = new ReceiptExtra(
                    known.logged().entry(),
                    known.opening().filter(opening -> opening.concerns(caller)).map(Openings.Opening::commitment));
            rows.add(new AuditReport.Row(
                    new EntryView(
                            view.index(), view.kind(), view.title(), view.time(), view.digest(), view.reference(), who),
                    proofs.get(i).withExtra(extra.bytes())));
        }
        return rows;
    }

    private List<AuditReport.Cosigned> cosigned(SignedCheckpoint checkpoint) {
        List<VerifiedSignature> signatures =
                switch (checkpoint.note().verify(trust.witnesses())) {
                    case NoteVerdict.Verified verified -> verified.signatures();
                    case NoteVerdict.Rejected none -> List.of();
                };
        List<AuditReport.Cosigned> cosigned = new ArrayList<>();
        for (VerifiedSignature signature : signatures) {
            signature
                    .time()
                    .ifPresent(at -> cosigned.add(
                            new AuditReport.Cosigned(signature.key().name().value(), at)));
        }
        return cosigned;
    }
}
