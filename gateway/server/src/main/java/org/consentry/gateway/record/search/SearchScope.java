package org.consentry.gateway.record.search;

import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Subjects;

/**
 * What a search is answered from.
 *
 * @param visible what the caller may see
 * @param ownBase the FHIR base URL with its trailing slash
 * @param contained whether contained resources are asked about, which are filed under no patient
 */
record SearchScope(
        VisiblePredicate visible,
        RowReader reader,
        Subjects subjects,
        Catalog catalog,
        RecordSettings settings,
        String ownBase,
        boolean contained) {
    SearchScope(
            VisiblePredicate visible,
            RowReader reader,
            Subjects subjects,
            Catalog catalog,
            RecordSettings settings,
            String ownBase) {
        this(visible, reader, subjects, catalog, settings, ownBase, false);
    }

    /** The same for rows of contained resources. */
    SearchScope inContained() {
        return new SearchScope(visible, reader, subjects, catalog, settings, ownBase, true);
    }
}
