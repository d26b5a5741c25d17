package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Immunization;

/** RXR: how and where it was given. */
final class RxrToRoute implements SegmentMapper {

    @Override
    public void map(Segment rxr, Mapping mapping) {
        Immunization immunization = mapping.current.immunization;
        if (immunization == null) {
            return;
        }
        mapping.own(rxr, immunization);
        Mapping.accept(mapping.codes.mapped(rxr.first(1), "route-of-administration", "0162"), immunization::setRoute);
        mapping.concept(rxr, 2, "0163", immunization::setSite);
    }
}
