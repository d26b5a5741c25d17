package org.consentry.gateway.consent;

import java.net.URI;
import java.time.Instant;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/** The identity provider's consent screen, as the ceremony needs it. */
interface ConsentScreen {
    /**
     * Hands the request to the provider by a pushed authorization request (RFC 9126) and answers where to send the
     * browser. The screen is always shown, and a sign-in older than the configured freshness is asked for again.
     */
    URI push(Ticket ticket);

    /** Exchanges the one-time code. The tokens are checked, revoked and dropped before this returns. */
    Exchange exchange(OrganizationId requester, String code, String verifier, String nonce);

    /** What binds a screen to a request. */
    record Ticket(OrganizationId requester, String state, String nonce, String verifier, Set<String> scopes) {}

    /** What came of a code. */
    sealed interface Exchange {
        /** The patient said yes. {@code scopes} is what this very answer granted. */
        record Answered(String account, Instant signedIn, Set<String> scopes) implements Exchange {}

        /** The code or the token is not acceptable; {@code reason} is for the log and holds no token. */
        record Unacceptable(String reason) implements Exchange {}
    }
}
