package org.consentry.mappers.fhirversion;

/** Versions of FHIR before R4 that are taken in. */
public enum FhirVersion {
    DSTU2,
    STU3
}
