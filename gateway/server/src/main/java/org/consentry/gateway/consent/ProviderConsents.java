package org.consentry.gateway.consent;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Asking the identity provider which yeses it still keeps. What it keeps is never read as a grant, only as its end. */
interface ProviderConsents {
    /**
     * The clients that a person's yes stands for; empty when the account is not there any more.
     *
     * @throws IOException when it cannot be known
     */
    Optional<Set<String>> clients(String account) throws IOException;
}
