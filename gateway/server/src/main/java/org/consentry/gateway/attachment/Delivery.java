package org.consentry.gateway.attachment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;

/**
 * One content for one recipient under one consent.
 *
 * @param document the record it was attached to, as a reference
 * @param sharedKey what opens it
 * @param staged the copy that lies ready, once somebody asked for it
 * @param sent how many bytes of it have been handed out so far, from the beginning
 */
public record Delivery(
        String id,
        SealedContent content,
        String consentId,
        OrganizationId recipient,
        String document,
        SharedKey sharedKey,
        State state,
        Optional<Staged> staged,
        long sent) {

    /** How far it is. */
    public enum State {
        READY,
        STAGED,
        CLAIMED,
        DELIVERED,
        WITHDRAWN
    }

    /**
     * The data key as the recipient alone can open it.
     *
     * @param sealedKey as {@link org.consentry.crypto.envelope.SealedKey#toBytes()}
     * @param cfrags capsule fragments for the recipient, 381 bytes each; where several hold key fragments, none before the
     *     recipient asks
     * @param threshold how many of them open it
     * @param delegatingKey the patient's key it was sealed to, 33 bytes
     * @param receivingKey the recipient's key it was re-encrypted for, 33 bytes
     * @param verifyingKey the key the fragments' signatures verify with, 33 bytes
     * @param wrappedKey for a recipient without Umbral: a compact JWE, and then everything else here is empty
     */
    public record SharedKey(
            byte[] sealedKey,
            List<byte[]> cfrags,
            int threshold,
            byte[] delegatingKey,
            byte[] receivingKey,
            byte[] verifyingKey,
            Optional<String> wrappedKey) {
        public SharedKey {
            cfrags = List.copyOf(cfrags);
        }

        /** What the patient's device wrapped. */
        public static SharedKey wrapped(String jwe) {
            byte[] none = new byte[0];
            return new SharedKey(none, List.of(), 0, none, none, none, Optional.of(jwe));
        }

        /** Whether the recipient has all it needs. */
        boolean isComplete() {
            return cfrags.size() >= threshold;
        }
    }

    /**
     * A copy and the URI that opens it.
     *
     * @param etag names the claim under which an interrupted fetch may go on
     */
    public record Staged(ObjectKey key, String etag, Instant signedAt, Instant expiresAt) {}
}
