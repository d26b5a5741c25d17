package org.consentry.gateway.intake;

import java.util.Optional;
import java.util.UUID;

/**
 * A large body that is worked off while its sender looks on.
 *
 * @param format its name; what it was when the file came in may be gone by now
 * @param progress a sentence for people
 * @param report the answer as FHIR JSON, once it is done
 */
public record IntakeJob(UUID id, Sender sender, String format, String progress, Optional<String> report) {}
