package org.consentry.gateway.proof.explorer;

import java.time.Duration;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.note.SignedCheckpoint;

/*
 * An entry carries the time of what it records and gets its index after the commit: a long submission's entry stands
 * behind younger ones. So a time is turned into indexes with room for that on both sides, and each entry between is asked
 * for its own time.
 */
/** Where in the log the entries of a question can stand. */
final class Stretches {
    /** No entry waits longer between its time and its index than this, unless the log itself stood still for all. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private final LedgerReader reader;

    Stretches(LedgerReader reader) {
        this.reader = reader;
    }

    /** @throws Problem NOT_FOUND for a block that was never published */
    Stretch of(EntryQuery query) {
        Stretch times = new Stretch(
                query.since()
                        .map(time -> reader.firstAfter(time.minus(LATE).minusNanos(1)))
                        .orElse(0L),
                query.until().map(time -> reader.firstAfter(time.plus(LATE))).orElse(Long.MAX_VALUE));
        return query.block().map(this::block).map(times::within).orElse(times);
    }

    private Stretch block(long size) {
        List<SignedCheckpoint> published = size == Long.MAX_VALUE ? List.of() : reader.checkpoints(size + 1, 2);
        if (published.isEmpty() || published.getFirst().size() != size) {
            throw Problem.of(ProblemKind.NOT_FOUND, "No checkpoint of that size was published");
        }
        return new Stretch(published.size() == 1 ? 0 : published.get(1).size(), size);
    }
}
