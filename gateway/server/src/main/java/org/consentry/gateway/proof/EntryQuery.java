package org.consentry.gateway.proof;

import java.time.Instant;
import java.util.Optional;
import org.consentry.ledger.entry.EntryKind;

/**
 * Which entries are asked for, latest first.
 *
 * @param patientId the record they are about
 * @param kind only these
 * @param until none younger
 * @param before only smaller indexes; {@link Long#MAX_VALUE} to start
 * @param limit 1 to 1,000
 */
public record EntryQuery(
        Optional<String> patientId, Optional<EntryKind> kind, Optional<Instant> until, long before, int limit) {}
