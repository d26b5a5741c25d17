package org.consentry.gateway.attachment;

import java.util.Optional;
import org.consentry.crypto.umbral.PublicKey;

/** The keys that content is sealed to. */
public interface OwnerKeys {
    /** The patient's public key for a scope; empty before the patient has registered one. */
    Optional<PublicKey> of(String patientId, SharingScope scope);
}
