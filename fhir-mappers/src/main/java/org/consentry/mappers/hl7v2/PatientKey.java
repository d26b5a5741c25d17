package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.jspecify.annotations.Nullable;

/**
 * By which identifier a patient is known: the medical record number, else the patient internal identifier, else the
 * first of PID-3; then PID-2, PID-4, the account, the social security number. Never the name: two people share one.
 */
final class PatientKey {

    private static final List<String> TYPES = List.of("MR", "MRN", "PI", "PT", "PN");

    private PatientKey() {}

    /** The key, or null if nothing identifies the patient. */
    static @Nullable String of(Segment pid, Mapping mapping) {
        Composite best = best(pid.all(3));
        for (int field : new int[] {2, 4, 18, 19}) {
            if (best.get(1) == null) {
                best = pid.peek(field);
            }
        }
        return key(best, mapping);
    }

    /** The identifier of a list that says most surely who the patient is. */
    static Composite best(List<Composite> identifiers) {
        for (String type : TYPES) {
            for (Composite cx : identifiers) {
                if (cx.get(1) != null && type.equals(cx.get(5))) {
                    return cx;
                }
            }
        }
        for (Composite cx : identifiers) {
            if (cx.get(1) != null) {
                return cx;
            }
        }
        return Composite.EMPTY;
    }

    static @Nullable String key(Composite cx, Mapping mapping) {
        String value = cx.get(1);
        if (value == null) {
            return null;
        }
        String authority = mapping.identifiers.uri(cx.sub(4));
        return (authority == null ? "" : authority) + "|" + value;
    }
}
