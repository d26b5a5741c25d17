package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;

/** ORC: an order group begins; what is ordered comes with the segment after it. */
final class OrcToOrder implements SegmentMapper {

    @Override
    public void map(Segment orc, Mapping mapping) {
        Order order = mapping.current.order;
        if (mapping.header.is("OUL")
                && order != null
                && order.orc == null
                && order.observations == 0
                && order.request != null) {
            // OUL messages put the common order after the OBR it belongs to.
            OrderFields.common(orc, order.request, mapping);
            mapping.own(orc, order.request);
            return;
        }
        mapping.current.startOrder(new Order(orc));
    }

    /** An ORC that nothing follows is an order all the same. */
    static void alone(Segment orc, Mapping mapping) {
        if (mapping.current.patient != null) {
            Order order = new Order(orc);
            OrderFields.request(order, orc, mapping);
        }
    }
}
