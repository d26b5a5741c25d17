package org.consentry.local.realm;

/**
 * Somebody who signs in.
 *
 * @param role realm role: patient, practitioner, analyst, auditor or operator
 * @param fhirUser reference to their resource, such as {@code Patient/alice}; empty if they have none
 * @param organization id of the member they act for; empty if none
 */
public record Person(
        String username, String firstName, String lastName, String role, String fhirUser, String organization) {

    /** The logical id of their Patient resource, empty for those who are not patients. */
    public String patient() {
        return fhirUser.startsWith("Patient/") ? fhirUser.substring("Patient/".length()) : "";
    }
}
