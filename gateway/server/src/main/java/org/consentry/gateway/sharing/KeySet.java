package org.consentry.gateway.sharing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SharingScope;

/**
 * The public keys of one owner.
 *
 * @param signing verifies what the owner signs; P-256
 * @param umbral at most one per scope
 */
public record KeySet(Optional<PublicJwk> signing, List<UmbralKey> umbral) {
    /**
     * A key for proxy re-encryption.
     *
     * @param publicKey a patient's delegating key, or a member's receiving key
     * @param verifyingKey verifies the signatures of the owner's fragments; a member's is its public key
     */
    public record UmbralKey(SharingScope scope, PublicKey publicKey, PublicKey verifyingKey) {}

    public KeySet {
        umbral = umbral.stream()
                .sorted(Comparator.comparing(key -> key.scope().value()))
                .toList();
    }

    /** The key of one scope. */
    public Optional<UmbralKey> of(SharingScope scope) {
        return umbral.stream().filter(key -> key.scope().equals(scope)).findFirst();
    }
}
