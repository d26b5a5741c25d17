package org.consentry.mappers.hl7v2;

import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What MSH says about the message as a whole.
 *
 * @param code such as {@code ADT}; empty if not told
 * @param trigger such as {@code A01}; empty if not told
 */
record Header(
        String code,
        String trigger,
        String version,
        String controlId,
        @Nullable String time) {

    private static final Set<String> ORDERS =
            Set.of("ORM", "OML", "OMG", "OMI", "OMP", "OMD", "OMS", "OMN", "RDE", "ORU", "OUL");

    static Header of(Segment msh) {
        Composite type = msh.first(9);
        String code = type.get(1, "");
        String trigger = type.get(2, "");
        if (code.isEmpty()) {
            // Some senders tell the structure alone.
            code = type.get(3, "");
        }
        if (trigger.isEmpty() && code.length() == 7 && code.charAt(3) == '_') {
            // HL7 2.1 and careless senders: ADT_A01 in the first component.
            trigger = code.substring(4);
            code = code.substring(0, 3);
        }
        return new Header(bounded(code), bounded(trigger), bounded(msh.text(12, "")), msh.text(10, ""), msh.text(7));
    }

    String type() {
        return trigger.isEmpty() ? code : code + "^" + trigger;
    }

    boolean is(String messageCode) {
        return code.equals(messageCode);
    }

    boolean isEvent(String messageCode, String event) {
        return code.equals(messageCode) && trigger.equals(event);
    }

    /** True for messages that tell what came of orders, and of the orders themselves only what they are. */
    boolean tellsResults() {
        return is("ORU") || is("OUL") || is("ORF");
    }

    /** True for messages whose orders stand for themselves, so that HL7 lets them come without a patient. */
    boolean ordersOrResults() {
        return ORDERS.contains(code);
    }

    /** True for messages that tell a patient's or visit's whole state; others only mention them. */
    boolean tellsPatientState() {
        return is("ADT") || is("BAR");
    }

    private static String bounded(String text) {
        return text.length() > 20 ? text.substring(0, 20) : text;
    }
}
