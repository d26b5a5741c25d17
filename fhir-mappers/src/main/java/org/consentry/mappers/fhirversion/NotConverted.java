package org.consentry.mappers.fhirversion;

/** A resource that no converter takes. */
final class NotConverted extends Exception {

    private static final long serialVersionUID = 1L;

    NotConverted(Throwable cause) {
        super("This resource could not be converted", cause);
    }
}
