package org.consentry.gateway.proof.explorer;

import java.time.Instant;
import java.util.Optional;
import org.consentry.ledger.entry.EntryKind;

/**
 * Which entries are asked for, latest first.
 *
 * @param patientId the record they are about
 * @param kind only these
 * @param since none older
 * @param until none younger
 * @param block only those that the published checkpoint of this size has and the one before had not
 * @param before only smaller indexes; {@link Long#MAX_VALUE} to start
 * @param limit 1 to 1,000
 */
public record EntryQuery(
        Optional<String> patientId,
        Optional<EntryKind> kind,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Long> block,
        long before,
        int limit) {
    /** The latest of one record. */
    static EntryQuery ofRecord(String patientId, int limit) {
        return new EntryQuery(
                Optional.of(patientId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                limit);
    }

    /** Whether nothing narrows it beside the record, so that what it does not find is not there. */
    boolean isWhole() {
        return before == Long.MAX_VALUE && kind.isEmpty() && since.isEmpty() && until.isEmpty() && block.isEmpty();
    }

    /** Whether an entry of that kind and time is among them, wherever it stands. */
    boolean takes(EntryKind of, Instant at) {
        return kind.map(of::equals).orElse(true)
                && since.map(start -> !at.isBefore(start)).orElse(true)
                && until.map(end -> !at.isAfter(end)).orElse(true);
    }
}
