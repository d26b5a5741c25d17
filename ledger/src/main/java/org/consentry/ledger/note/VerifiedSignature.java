package org.consentry.ledger.note;

import java.time.Instant;
import java.util.Optional;

/**
 * A signature that was checked and holds.
 *
 * @param key whose it is
 * @param time when it says it was made; only cosignatures say
 */
public record VerifiedSignature(VerifierKey key, Optional<Instant> time) {}
