package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;

/**
 * OBR-26: the result that the results of this order are about, such as the organism whose susceptibilities they are. HL7's
 * table leaves it to a next edition; without it, nobody can tell which of two organisms resists what. The parent gets them
 * as members. One that another message told of stays as it was sent.
 */
final class ParentResult {

    /** A parent is not far from its child; a message may have very many orders. */
    private static final int NEAR = 500;

    private ParentResult() {}

    /** The parent, if an earlier order of the message has it. */
    static @Nullable Observation of(Segment obr, Mapping mapping) {
        Composite prl = obr.first(26);
        String code = prl.sub(1).peek(1);
        if (code == null) {
            obr.unread(26);
            return null;
        }
        Composite eip = obr.peek(29);
        List<Order> orders = mapping.orders;
        for (int i = orders.size() - 1; i >= Math.max(0, orders.size() - NEAR); i--) {
            Order parent = orders.get(i);
            Observation found = parent.detail != obr && isNamed(parent, eip) ? result(parent, code, prl.peek(2)) : null;
            if (found != null) {
                prl.whole();
                return found;
            }
        }
        obr.unread(26);
        return null;
    }

    /** Which result it is among those of an order. */
    static String key(@Nullable String code, @Nullable String subId) {
        return code + "|" + (subId == null ? "" : subId);
    }

    private static @Nullable Observation result(Order parent, String code, @Nullable String subId) {
        Observation exact = parent.results.get(key(code, subId));
        if (exact != null || subId != null) {
            return exact;
        }
        return parent.results.entrySet().stream()
                .filter(result -> result.getKey().startsWith(code + "|"))
                .map(result -> result.getValue())
                .findFirst()
                .orElse(null);
    }

    /** Whether OBR-29 names this order; where it names none, any will do. */
    private static boolean isNamed(Order parent, Composite eip) {
        String placer = eip.sub(1).peek(1);
        String filler = eip.sub(2).peek(1);
        Segment obr = parent.detail;
        if (obr == null || (placer == null && filler == null)) {
            return obr != null;
        }
        return (placer != null && placer.equals(obr.peek(2).peek(1)))
                || (filler != null && filler.equals(obr.peek(3).peek(1)));
    }
}
