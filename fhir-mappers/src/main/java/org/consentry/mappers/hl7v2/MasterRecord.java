package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.jspecify.annotations.Nullable;

/** One record of a master file: what MFE said of it, and the resource that the segments behind it add to. */
final class MasterRecord {

    private final @Nullable Segment mfe;

    /** Whether the record is deleted or deactivated (HL7 table 0180: MDL, MDC). */
    final boolean ended;

    @Nullable
    DomainResource resource;

    @Nullable
    PractitionerRole role;

    private MasterRecord(@Nullable Segment mfe, boolean ended) {
        this.mfe = mfe;
        this.ended = ended;
    }

    static MasterRecord of(Segment mfe) {
        String event = mfe.text(1, "");
        switch (event) {
            case "MAD", "MUP", "MAC", "MDC", "MDL" -> {}
            default -> mfe.unread(1);
        }
        return new MasterRecord(mfe, event.equals("MDL") || event.equals("MDC"));
    }

    /** The record that goes on, or one that no MFE announced. */
    static MasterRecord current(Mapping mapping) {
        MasterRecord current = mapping.current.master;
        if (current == null || current.resource != null) {
            current = new MasterRecord(null, false);
            mapping.current.master = current;
        }
        return current;
    }

    /** What the record became, of the segment whose first field is its key, as MFE-4 is. */
    void became(DomainResource made, Segment segment, Mapping mapping) {
        resource = made;
        mapping.own(segment, made);
        mapping.current.subject = made;
        if (mfe != null) {
            mapping.own(mfe, made);
            if (mfe.raw(4).equals(segment.raw(1))) {
                mfe.whole(4);
            }
        }
    }
}
