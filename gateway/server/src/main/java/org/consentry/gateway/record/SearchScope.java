package org.consentry.gateway.record;

/**
 * What a search is answered from.
 *
 * @param visible what the caller may see
 * @param ownBase the FHIR base URL with its trailing slash
 */
record SearchScope(
        VisiblePredicate visible,
        RowReader reader,
        Subjects subjects,
        Catalog catalog,
        RecordSettings settings,
        String ownBase) {
    Terminology terminology() {
        return new Terminology(reader);
    }
}
