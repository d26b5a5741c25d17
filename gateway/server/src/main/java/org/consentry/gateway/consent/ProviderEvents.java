package org.consentry.gateway.consent;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Asking the identity provider what happened. */
interface ProviderEvents {
    /**
     * What happened since, in any order; may hold what happened before.
     *
     * @throws IOException when it cannot be known
     */
    List<ProviderEvent> since(Instant instant) throws IOException;
}
