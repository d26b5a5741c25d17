package org.consentry.mappers.hl7v2;

import java.util.HashMap;
import java.util.Map;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;

/** One order group: the segments that told of it and the resources made of them. */
final class Order {

    final @Nullable Segment orc;

    /** OBR, RXO, RXE or another segment that says what is ordered; null until it comes. */
    @Nullable
    Segment detail;

    /** What keys of results are made of. */
    String key = "";

    @Nullable
    ServiceRequest request;

    @Nullable
    DiagnosticReport report;

    /** The resource that a later segment of the group adds to, if it is none of the above. */
    @Nullable
    DomainResource subject;

    /** The specimen an SPM of the group told of. */
    @Nullable
    Specimen specimen;

    /** A TQ1 that came before the detail it belongs to. */
    @Nullable
    Segment timing;

    /** Whether a TQ1 of the group was taken; a further one is a dosage of its own. */
    boolean timed;

    /** The result that those of this order are about. */
    @Nullable
    Observation parent;

    /** The results so far, as ParentResult names them. */
    final Map<String, Observation> results = new HashMap<>();

    int observations;

    Order(@Nullable Segment orc) {
        this.orc = orc;
    }
}
