package org.consentry.gateway.sharing;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.ResourceId;

/** Whose a registered key is. */
public sealed interface KeyOwner {
    /** As a reference. */
    String reference();

    /** The patient, when it is one. */
    default Optional<String> patientId() {
        return Optional.empty();
    }

    /** A patient. */
    record OfPatient(String id) implements KeyOwner {
        @Override
        public String reference() {
            return new ResourceId("Patient", id).reference();
        }

        @Override
        public Optional<String> patientId() {
            return Optional.of(id);
        }
    }

    /** A member. */
    record OfMember(OrganizationId organization) implements KeyOwner {
        @Override
        public String reference() {
            return organization.reference();
        }
    }
}
