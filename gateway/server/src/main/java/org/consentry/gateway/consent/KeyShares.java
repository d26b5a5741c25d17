package org.consentry.gateway.consent;

import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.identity.OrganizationId;

/** What consent needs to know of keys, and what follows from a consent for them. */
public interface KeyShares {
    /** The key the patient's device signs with; empty before one is registered. */
    Optional<PublicJwk> signingKey(String patientId);

    /** The reader's public re-encryption key, 33 bytes in hex; empty when it has none. */
    Optional<String> recipientKey(OrganizationId reader);

    /**
     * Takes the fragments that the patient's device made for this consent, in the caller's transaction.
     *
     * @throws org.consentry.gateway.problem.Problem UNPROCESSABLE when a fragment does not verify
     */
    void accept(String consentId, String patientId, OrganizationId reader, List<Fragment> fragments);

    /** Destroys the fragments of a consent, in the caller's transaction. */
    void withdraw(String consentId);

    /** After the commit: releases what the consent opens to its reader. */
    void release(String consentId);

    /**
     * One re-encryption key fragment.
     *
     * @param scope label of the delegating key
     * @param bytes the fragment, 310 bytes
     * @param verifyingKey the key its signatures verify with, 33 bytes in hex
     */
    record Fragment(String scope, byte[] bytes, String verifyingKey) {}
}
