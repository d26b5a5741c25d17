package org.consentry.spark;

import java.util.List;

/**
 * All that there is of one patient, or some of nobody's. Never sent between workers.
 *
 * @param lines resources as FHIR JSON
 * @param deleted what is no longer there, as {@code Type/id} under the store's own ids
 */
record Lot(List<Line> lines, List<String> deleted) {
    Lot {
        lines = List.copyOf(lines);
        deleted = List.copyOf(deleted);
    }

    /**
     * A resource.
     *
     * @param wanted whether it was asked for; a Patient who was not only tells what may be said of the others
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Line(String type, byte[] json, boolean wanted) {}
}
