package org.consentry.gateway.proof;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.PseudonymKey;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Entries and receipts for those who may see them. Participants only: a record's entries are its patient's. */
@Component
public class LedgerEntries {
    private record Opening(Optional<String> patientId, Optional<String> reference, byte[] bytes) {}

    private final LedgerReader reader;
    private final PseudonymKey pseudonyms;
    private final JdbcClient jdbc;

    LedgerEntries(LedgerReader reader, PseudonymKey pseudonyms, JdbcClient jdbc) {
        this.reader = reader;
        this.pseudonyms = pseudonyms;
        this.jdbc = jdbc;
    }

    /**
     * A receipt by index or by digest (64 hex digits), exactly one of them.
     *
     * @throws Problem NOT_FOUND when there is no such entry; BUSY when it waits for its checkpoint
     */
    public String receipt(Optional<Caller> caller, Optional<Long> index, Optional<String> digest) {
        if (index.isPresent() == digest.isPresent()) {
            throw Problem.at(ProblemKind.MALFORMED, "index", "name either an index or a digest");
        }
        ProofAnswer answer = index.isPresent() ? reader.proof(index.get()) : reader.proof(hash(digest.orElseThrow()));
        return switch (answer) {
            case ProofAnswer.Proved proved -> opened(caller, proved).encoded();
            case ProofAnswer.NotYetPublished waiting ->
                throw Problem.of(ProblemKind.BUSY, "The entry's checkpoint is being published; ask again in a second");
            case ProofAnswer.Unknown unknown -> throw Problem.of(ProblemKind.NOT_FOUND, "No such entry");
        };
    }

    /** Entries, latest first, as the caller may see them. */
    public List<EntryView> page(Caller caller, Optional<String> subject, long before, int limit) {
        Optional<String> patient = subject.map(text -> text.startsWith("Patient/") ? text.substring(8) : text);
        List<LoggedEntry> entries =
                switch (caller) {
                    case Caller.PatientUser self ->
                        patient.map(self.patientId()::equals).orElse(true)
                                ? reader.entriesOf(pseudonyms.of(self.patientId()), before, limit)
                                : List.of();
                    case Caller.Auditor auditor -> of(patient, before, limit);
                    case Caller.Operator operator -> of(patient, before, limit);
                    default -> List.of();
                };
        return entries.stream().map(entry -> view(caller, entry)).toList();
    }

    private List<LoggedEntry> of(Optional<String> patient, long before, int limit) {
        return patient.map(id -> reader.entriesOf(pseudonyms.of(id), before, limit))
                .orElseGet(() -> reader.latest(before, limit));
    }

    private EntryView view(Caller caller, LoggedEntry logged) {
        Hash digest = logged.entry().digest();
        String reference = opening(digest)
                .filter(opening -> isOwn(caller, opening))
                .flatMap(Opening::reference)
                .orElse("");
        return new EntryView(
                logged.index(),
                logged.entry().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                logged.entry().time().toString(),
                digest.hex(),
                reference);
    }

    private TlogProof opened(Optional<Caller> caller, ProofAnswer.Proved proved) {
        Optional<Commitment> commitment =
                caller.flatMap(who -> opening(proved.entry().entry().digest())
                        .filter(opening -> isOwn(who, opening))
                        .map(opening -> Commitment.parse(opening.bytes())));
        return proved.receipt().withExtra(new ReceiptExtra(proved.entry().entry(), commitment).bytes());
    }

    private static boolean isOwn(Caller caller, Opening opening) {
        return caller instanceof Caller.PatientUser self && opening.patientId().equals(Optional.of(self.patientId()));
    }

    private Optional<Opening> opening(Hash digest) {
        return jdbc.sql("SELECT patient_id, reference, opening FROM proof_commitment WHERE digest = :digest")
                .param("digest", digest.bytes())
                .query((row, index) -> new Opening(
                        Optional.ofNullable(row.getString("patient_id")),
                        Optional.ofNullable(row.getString("reference")),
                        row.getBytes("opening")))
                .optional();
    }

    private static Hash hash(String hex) {
        try {
            return Hash.fromHex(hex);
        } catch (Malformed e) {
            throw Problem.at(ProblemKind.MALFORMED, "digest", "64 hexadecimal digits");
        }
    }
}
