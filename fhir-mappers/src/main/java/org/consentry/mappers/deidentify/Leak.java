package org.consentry.mappers.deidentify;

/**
 * A place where a known direct identifier of an exported patient stands in the output. It tells where
 * and what kind, and never the value.
 *
 * @param stream the name of the output, e.g. {@code Patient.ndjson}
 * @param line counted from 1
 * @param field the JSON field's name; empty where it could not be told or is none of R4's
 * @param kind what kind of identifier
 */
public record Leak(String stream, long line, String field, Kind kind) {
    /** What kind of identifier stands there. */
    public enum Kind {
        /** A name of the patient or a relative. */
        NAME,
        /** An address line, town or full ZIP. */
        PLACE,
        /** A phone, mail address or URL. */
        CONTACT,
        /** An identifier or resource id. */
        NUMBER,
        /** A full date of birth or death. */
        DATE
    }

    @Override
    public String toString() {
        return "%s at %s line %d, field %s".formatted(kind, stream, line, field.isEmpty() ? "(unnamed)" : field);
    }
}
