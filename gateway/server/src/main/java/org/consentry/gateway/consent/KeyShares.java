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
     * The members whose proxies hold a fragment of a new consent for this reader; none where the network has too few. With
     * them a reader needs two fragments: of the gateway's and theirs.
     */
    List<Holder> holders(OrganizationId reader);

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
     * A member whose proxy holds fragments.
     *
     * @param key what they are sealed to, 33 bytes in hex
     */
    record Holder(OrganizationId member, String key) {}

    /**
     * One re-encryption key fragment.
     *
     * @param scope label of the delegating key
     * @param bytes the fragment, 310 bytes; for a member's proxy as {@code ProxyFragment} seals it
     * @param verifyingKey the key its signatures verify with, 33 bytes in hex
     * @param holder the member whose proxy it is for; the gateway when there is none
     */
    record Fragment(String scope, byte[] bytes, String verifyingKey, Optional<OrganizationId> holder) {
        /** A fragment for the gateway. */
        public Fragment(String scope, byte[] bytes, String verifyingKey) {
            this(scope, bytes, verifyingKey, Optional.empty());
        }
    }
}
