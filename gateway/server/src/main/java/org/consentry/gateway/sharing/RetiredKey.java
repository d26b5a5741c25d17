package org.consentry.gateway.sharing;

import java.time.Instant;
import org.consentry.crypto.signature.PublicJwk;

/**
 * A signing key that another took the place of.
 *
 * @param from when it was registered
 * @param until when it was retired: what it signed before then stays signed
 */
public record RetiredKey(PublicJwk key, Instant from, Instant until) {}
