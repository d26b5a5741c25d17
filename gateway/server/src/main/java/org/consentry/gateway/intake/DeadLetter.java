package org.consentry.gateway.intake;

import java.time.Instant;
import java.util.UUID;

/**
 * A message that could not be taken.
 *
 * @param bytes its length
 * @param reason an OperationOutcome as JSON: places and rules, no content
 * @param attempts how often it was tried
 */
public record DeadLetter(
        UUID id, Sender sender, MessageFormat format, Instant at, long bytes, String reason, int attempts) {}
