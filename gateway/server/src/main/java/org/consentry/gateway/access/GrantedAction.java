package org.consentry.gateway.access;

import java.util.Optional;

/**
 * What a grant lets its reader do: the codes of
 * <a href="https://hl7.org/fhir/R4/valueset-consent-action.html">consent-action</a>, with {@code use} for adding.
 */
public enum GrantedAction {
    /** Read. */
    ACCESS,
    /** Add resources to the patient's record. */
    USE,
    /** Replace what others contributed. */
    CORRECT,
    /** Pass on to others by referral. */
    DISCLOSE;

    /** The FHIR code. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The action of a FHIR code; empty for codes the gateway does not enforce. */
    public static Optional<GrantedAction> ofCode(String code) {
        for (GrantedAction action : values()) {
            if (action.code().equals(code)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
