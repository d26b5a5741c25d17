package org.consentry.crypto.signature;

import java.util.Optional;

/** The keys the caller trusts. All methods may be called at the same time. */
@FunctionalInterface
public interface VerificationKeys {

    /** The key of that name, if it is trusted now. Must not fetch one because a signature asks for it. */
    Optional<PublicJwk> find(KeyId name);
}
