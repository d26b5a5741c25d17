package org.consentry.gateway.access;

import java.util.Optional;

/** Who acts for whom, as it stands at this moment. Nothing is remembered between two requests. */
public interface Proxies {
    /**
     * The patient for whom a RelatedPerson acts now; empty when the patient or the authority never said so, when it is
     * suspended or over, or when a child for whom a parent acted has come of age.
     */
    Optional<String> patientOf(String relatedPersonId);
}
