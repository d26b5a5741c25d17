package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/** FT1: something to be paid for. */
final class Ft1ToChargeItem implements SegmentMapper {

    @Override
    public void map(Segment ft1, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        ChargeItem item = new ChargeItem().setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), item::setContext);
        item.setStatus(status(ft1));
        mapping.concept(ft1, 7, null, item::setCode);
        if (!item.hasCode()) {
            mapping.concept(ft1, 25, null, item::setCode);
        } else {
            mapping.concept(
                    ft1,
                    25,
                    null,
                    procedure -> item.addExtension(
                            "https://consentry.org/fhir/StructureDefinition/charged-procedure", procedure));
        }
        if (!item.hasCode()) {
            item.getCode().setText("unknown");
        }
        Mapping.accept(ft1.text(2), number -> item.addIdentifier().setValue(number));
        Mapping.accept(mapping.time(ft1, 4), item::setOccurrence);
        Mapping.accept(mapping.time(ft1, 5), item::setEnteredDateElement);
        Quantity count = Quantities.number(ft1.text(10));
        Mapping.accept(count, item::setQuantity);
        if (count == null) {
            ft1.unread(10);
        }
        price(ft1, item, mapping);
        mapping.concepts(ft1, 19, null, item::addReason);
        for (Reference performer : mapping.parties.practitioners(ft1.all(20))) {
            item.addPerformer().setActor(performer);
        }
        mapping.parties.first(ft1, 24, item::setEnterer);
        mapping.entries.addApart(
                item,
                mapping.current.patientKey + "|" + mapping.current.encounterKey + "|charge|"
                        + ft1.text(2, ft1.peek(1).get(1, "")) + "|"
                        + ft1.first(7).get(1, "") + "|" + ft1.text(4, ""));
        mapping.own(ft1, item);
        mapping.current.subject = item;
    }

    /** FT1-6 (HL7 table 0017): a charge or its credit; payments and the like are in the ledger too, and no charges. */
    private static ChargeItemStatus status(Segment ft1) {
        return switch (ft1.text(6, "")) {
            case "", "CG" -> ChargeItemStatus.BILLABLE;
            case "CD" -> ChargeItemStatus.ABORTED;
            case "PY", "CO", "AJ" -> {
                ft1.unread(6);
                yield ChargeItemStatus.NOTBILLABLE;
            }
            default -> {
                ft1.unread(6);
                yield ChargeItemStatus.BILLABLE;
            }
        };
    }

    /** FHIR's price is the total, which FT1-11 tells; one unit's (FT1-12) is that only of one unit. */
    private static void price(Segment ft1, ChargeItem item, Mapping mapping) {
        boolean single = !item.hasQuantity() || item.getQuantity().getValue().compareTo(BigDecimal.ONE) == 0;
        if (!ft1.populated(11) && !single) {
            return;
        }
        Composite amount = ft1.first(ft1.populated(11) ? 11 : 12).sub(1);
        BigDecimal value = Quantities.decimalOf(amount.get(1));
        if (value == null) {
            amount.unread(1);
            return;
        }
        Money money = new Money().setValue(value);
        String currency = amount.get(2);
        if (currency != null && !mapping.terminology.refuses("urn:iso:std:iso:4217", currency)) {
            money.setCurrency(currency);
        }
        item.setPriceOverride(money);
    }
}
