package org.consentry.gateway.event;

import org.consentry.gateway.identity.OrganizationId;

/** Who an event is for: every event has exactly one recipient, and recipients see only their own. */
public sealed interface Recipient {
    /** The outbox key, at most 80 characters. */
    String key();

    /** A member organization's systems. */
    record ToMember(OrganizationId organization) implements Recipient {
        @Override
        public String key() {
            return "Organization/" + organization.value();
        }
    }

    /** A patient. */
    record ToPatient(String patientId) implements Recipient {
        @Override
        public String key() {
            return "Patient/" + patientId;
        }
    }
}
