package org.consentry.gateway.access;

import java.util.Optional;
import org.consentry.gateway.identity.Scopes.Interaction;

/**
 * What a caller asks to see.
 *
 * @param kind the FHIR interaction
 * @param type the resource type asked for; empty for the whole system
 * @param id the logical id asked for, when one is named
 * @param patientId logical id of the one patient that the request names, when it names exactly one
 */
public record ReadIntent(Kind kind, Optional<String> type, Optional<String> id, Optional<String> patientId) {
    /** The FHIR interactions that disclose. */
    public enum Kind {
        READ(Interaction.READ),
        VREAD(Interaction.READ),
        HISTORY(Interaction.READ),
        SEARCH(Interaction.SEARCH),
        EVERYTHING(Interaction.SEARCH),
        OPERATION(Interaction.READ);

        private final Interaction interaction;

        Kind(Interaction interaction) {
            this.interaction = interaction;
        }

        /** The letter of a SMART scope that covers it. */
        public Interaction interaction() {
            return interaction;
        }
    }
}
