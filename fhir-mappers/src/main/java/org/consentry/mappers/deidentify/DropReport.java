package org.consentry.mappers.deidentify;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job left out so far; goes with the manifest. Places only, never values.
 *
 * @param kept how many resources were kept
 * @param resources how many were dropped, by type and reason, e.g. {@code "Binary UNKNOWN_TYPE"}
 * @param fields how many values were dropped whole, by place, e.g. {@code "Patient.name"}; names that
 *     R4 does not have count under {@code "Patient.(other)"}
 */
public record DropReport(long kept, Map<String, Long> resources, Map<String, Long> fields) {
    public DropReport {
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }
}
