package org.consentry.mappers.hl7v2;

import java.util.Set;
import java.util.TreeSet;

/** What the page about the mappings has to tell of HL7 v2. */
public final class Hl7v2Documented {

    private Hl7v2Documented() {}

    /** The segments a mapper takes, and EVN, which is read at the end. */
    public static Set<String> segments() {
        Set<String> segments = new TreeSet<>(SegmentMappers.ids());
        segments.add("EVN");
        return segments;
    }
}
