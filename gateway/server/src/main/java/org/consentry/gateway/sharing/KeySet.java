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
 * @param wrapping data keys are wrapped to it for a member without Umbral; P-256, the same as {@code signing} unless the member
 *     said what each is for
 * @param umbral at most one per scope
 */
public record KeySet(Optional<PublicJwk> signing, Optional<PublicJwk> wrapping, List<UmbralKey> umbral) {
    /** The scope of a member's key that is re-encrypted for. */
    public static final SharingScope RECEIVING = new SharingScope("receiving");

    /**
     * A key for proxy re-encryption.
     *
     * @param publicKey a patient's delegating key, or a member's receiving key
     * @param verifyingKey verifies the signatures of the owner's fragments; a member's is its public key
     */
    public record UmbralKey(SharingScope scope, PublicKey publicKey, PublicKey verifyingKey) {}

    /** One P-256 key for both uses, or none. */
    public KeySet(Optional<PublicJwk> both, List<UmbralKey> umbral) {
        this(both, both, umbral);
    }

    public KeySet {
        umbral = umbral.stream()
                .sorted(Comparator.comparing(key -> key.scope().value()))
                .toList();
    }

    /** Whether all of these are among them. */
    boolean holds(KeySet others) {
        return others.signing().map(key -> signing.equals(Optional.of(key))).orElse(true)
                && others.wrapping()
                        .map(key -> wrapping.equals(Optional.of(key)))
                        .orElse(true)
                && umbral.containsAll(others.umbral());
    }

    /** The key of one scope. */
    public Optional<UmbralKey> of(SharingScope scope) {
        return umbral.stream().filter(key -> key.scope().equals(scope)).findFirst();
    }
}
