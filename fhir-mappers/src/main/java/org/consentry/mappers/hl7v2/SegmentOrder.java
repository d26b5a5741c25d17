package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Segment;

/**
 * Segments as they are read. No grammar is enforced, but in a message of one patient, who is told of behind what is hers,
 * she comes first: without her, a visit or a diagnosis would be nobody's. Not so where HL7 lets orders and results come
 * without a patient: those before one may be somebody else's.
 */
final class SegmentOrder {

    /** What always is about a patient, and never stands before the only one there is. */
    private static final Set<String> PATIENTS = Set.of(
            "PD1", "NK1", "PV1", "PV2", "ORC", "OBR", "OBX", "AL1", "IAM", "DG1", "PR1", "PRB", "GOL", "TXA", "RXA",
            "RXD", "RXE", "RXG", "RXO", "SPM", "FT1", "GT1", "IN1");

    private SegmentOrder() {}

    static List<Segment> of(List<Segment> segments) {
        int patient = -1;
        int first = -1;
        for (int i = 0; i < segments.size(); i++) {
            String id = segments.get(i).id();
            if (id.equals("PID")) {
                if (patient >= 0) {
                    return segments;
                }
                patient = i;
            } else if (first < 0 && PATIENTS.contains(id)) {
                first = i;
            }
        }
        if (patient < 0 || first < 0 || first > patient) {
            return segments;
        }
        List<Segment> ordered = new ArrayList<>(segments);
        ordered.add(first, ordered.remove(patient));
        return ordered;
    }
}
