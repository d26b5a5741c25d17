package org.consentry.gateway.proof.explorer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.TlogProof;

/**
 * Everything that the ledger holds about one record, with the proof of each entry.
 *
 * @param patientId whose record
 * @param madeAt when the report was made
 * @param rows in the order of the ledger
 * @param complete false when only the latest entries are in it
 * @param checkpoint the one that all proofs lead to; empty when there are no entries
 * @param cosigned by whom and when, besides the log itself
 * @param keys of the log, the current one first
 * @param policy whom the operator of the log asks readers to trust (c2sp.org/tlog-policy); empty without witnesses
 * @param address where the newest entry's receipt can be fetched
 */
public record AuditReport(
        String patientId,
        Instant madeAt,
        List<Row> rows,
        boolean complete,
        Optional<SignedCheckpoint> checkpoint,
        List<Cosigned> cosigned,
        List<VerifierKey> keys,
        String policy,
        String address) {
    /** Most entries of one report. */
    public static final int MOST = 1_000;

    public AuditReport {
        rows = List.copyOf(rows);
        cosigned = List.copyOf(cosigned);
        keys = List.copyOf(keys);
    }

    /** One entry. */
    public record Row(EntryView entry, TlogProof proof) {}

    /** A witness that has seen the checkpoint. */
    public record Cosigned(String witness, Instant at) {}

    /** What checks a file with the receipts, or one of them, offline. */
    public String command(String file) {
        return "java -jar consentry-ledger-cli.jar verify " + file + " --key " + keys.getFirst();
    }
}
