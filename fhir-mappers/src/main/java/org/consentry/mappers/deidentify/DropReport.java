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
    /** Of nothing. */
    public static final DropReport NONE = new DropReport(0, Map.of(), Map.of());

    public DropReport {
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** Of both together. */
    public DropReport plus(DropReport other) {
        return new DropReport(kept + other.kept, sum(resources, other.resources), sum(fields, other.fields));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((place, count) -> sum.merge(place, count, Long::sum));
        return sum;
    }
}
