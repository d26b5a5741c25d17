package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPropertyGroupComponent;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPropertyGroupPriceComponentComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;

/** CDM of a master file, with PRC behind it: what may be charged for, and at which price. */
final class CdmToChargeItemDefinition implements SegmentMapper {

    @Override
    public void map(Segment cdm, Mapping mapping) {
        MasterRecord record = MasterRecord.current(mapping);
        ChargeItemDefinition item = new ChargeItemDefinition();
        Composite primary = cdm.first(1);
        String key = primary.firstOf(1, 2);
        mapping.concept(cdm, 1, null, item::setCode);
        for (int field : new int[] {2, 7}) {
            for (Composite alias : cdm.all(field)) {
                CodeableConcept other = mapping.codes.codings(alias, null);
                Mapping.accept(other, concept -> concept.getCoding().forEach(item.getCode()::addCoding));
            }
        }
        if (primary.get(1) != null) {
            Identifier identifier = item.addIdentifier().setValue(primary.get(1));
            Mapping.accept(primary.get(3), name -> identifier.setSystem(mapping.terminology.codeSystem(name)));
        }
        Mapping.accept(cdm.whole(3), item::setTitle);
        Mapping.accept(cdm.whole(4), item::setDescription);
        boolean inactive = mapping.says(cdm, 8, "I", "A");
        item.setStatus(record.ended || inactive ? PublicationStatus.RETIRED : PublicationStatus.ACTIVE);
        mapping.entries.add(item, "charge|" + (key == null ? mapping.keyIn(cdm) : key));
        item.setUrl("https://consentry.org/fhir/ChargeItemDefinition/"
                + item.getIdElement().getIdPart());
        record.became(item, cdm, mapping);
    }

    /** PRC: prices, and from when to when they hold. */
    static void price(Segment prc, Mapping mapping) {
        MasterRecord record = mapping.current.master;
        if (record == null || !(record.resource instanceof ChargeItemDefinition item)) {
            return;
        }
        mapping.own(prc, item);
        ChargeItemDefinitionPropertyGroupComponent group = new ChargeItemDefinitionPropertyGroupComponent();
        for (Composite cp : prc.all(5)) {
            price(cp, group, mapping);
        }
        if (group.hasPriceComponent()) {
            item.addPropertyGroup(group);
        }
        Period period = mapping.period(prc, 11, 12);
        if (!period.isEmpty() && !item.hasEffectivePeriod()) {
            item.setEffectivePeriod(period);
        } else {
            prc.unread(11);
            prc.unread(12);
        }
    }

    /** CP: an amount of money and what kind of price it is. */
    private static void price(Composite cp, ChargeItemDefinitionPropertyGroupComponent group, Mapping mapping) {
        Composite amount = cp.sub(1);
        BigDecimal value = Quantities.decimalOf(amount.get(1));
        if (value == null) {
            amount.unread(1);
            return;
        }
        Money money = new Money().setValue(value);
        String currency = amount.get(2);
        if (currency != null && !mapping.terminology.refuses("urn:iso:std:iso:4217", currency)) {
            money.setCurrency(currency);
        } else {
            amount.unread(2);
        }
        ChargeItemDefinitionPropertyGroupPriceComponentComponent price = group.addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(money);
        Mapping.accept(mapping.codes.concept(cp.sub(2), "0205"), price::setCode);
    }
}
