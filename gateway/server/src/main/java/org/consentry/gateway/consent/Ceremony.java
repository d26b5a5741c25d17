package org.consentry.gateway.consent;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * One attempt to answer a request on the provider's screen.
 *
 * @param stateHash SHA-256 of the state parameter
 * @param browserHash SHA-256 of the cookie of the browser that left for the screen
 * @param account the patient's subject at the provider
 * @param narrowed the Consent as it will be if the patient says yes, UTF-8 JSON
 */
record Ceremony(
        byte[] stateHash,
        String consentId,
        String patientId,
        String account,
        byte[] browserHash,
        String clientId,
        String nonce,
        String verifier,
        Set<String> scopes,
        byte[] narrowed,
        Instant expires) {
    Ceremony {
        scopes = new TreeSet<>(scopes);
    }
}
