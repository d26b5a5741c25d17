package org.consentry.gateway.record.definition;

/**
 * The kinds of search parameters.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#ptypes">search.html#ptypes</a>
 */
public enum ParameterKind {
    TOKEN,
    STRING,
    DATE,
    REFERENCE,
    URI,
    NUMBER,
    QUANTITY,
    COMPOSITE
}
