package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;

/** What one kind of segment becomes. Mappers hold no state and add to what the mapping has made so far. */
@FunctionalInterface
interface SegmentMapper {

    void map(Segment segment, Mapping mapping);
}
