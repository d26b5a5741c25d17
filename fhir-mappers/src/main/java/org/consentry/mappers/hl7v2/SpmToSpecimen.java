package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenCollectionComponent;
import org.hl7.fhir.r4.model.Specimen.SpecimenContainerComponent;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;

/** SPM: what was examined. */
final class SpmToSpecimen implements SegmentMapper {

    @Override
    public void map(Segment spm, Mapping mapping) {
        Specimen specimen = new Specimen();
        Mapping.accept(mapping.current.patientReference(), specimen::setSubject);
        identifiers(spm, specimen, mapping);
        mapping.concept(spm, 4, "0487", specimen::setType);
        collection(spm, specimen, mapping);
        if (mapping.time(spm, 18) != null) {
            specimen.setReceivedTimeElement(mapping.time(spm, 18));
        }
        String status = mapping.translated(spm, 20, "yes-no-indicator-availability-status");
        if (status != null) {
            specimen.setStatus(SpecimenStatus.fromCode(status));
        }
        mapping.concepts(spm, 24, "0493", specimen::addCondition);
        for (Composite note : spm.all(14)) {
            Mapping.accept(note.whole(), text -> specimen.addNote().setText(text));
        }
        container(spm, specimen, mapping);
        mapping.entries.add(specimen, key(spm, specimen, mapping));
        mapping.own(spm, specimen);
        if (mapping.current.order == null || mapping.current.specimenLeads) {
            mapping.current.specimenLeads = true;
            mapping.current.startOrder(null);
        }
        mapping.current.specimen = specimen;
        mapping.current.subject = specimen;
        Order order = mapping.current.order;
        if (order != null && order.specimen == null) {
            order.specimen = specimen;
        }
        if (order != null && order.report != null) {
            order.report.addSpecimen(Entries.reference(specimen));
        }
        if (order != null && order.request != null) {
            order.request.addSpecimen(Entries.reference(specimen));
        }
    }

    private static void identifiers(Segment spm, Specimen specimen, Mapping mapping) {
        for (int part = 1; part <= 2; part++) {
            Identifier identifier = mapping.identifiers.ei(spm.first(2).sub(part), part == 1 ? "PGN" : "FGN");
            Mapping.accept(identifier, specimen::addIdentifier);
        }
        for (Composite eip : spm.all(3)) {
            Identifier parent = mapping.identifiers.ei(eip.sub(1), "PGN");
            if (parent == null) {
                parent = mapping.identifiers.ei(eip.sub(2), "FGN");
            }
            if (parent != null) {
                specimen.addParent(new Reference().setType("Specimen").setIdentifier(parent));
            }
        }
        Mapping.accept(mapping.identifiers.cx(spm.first(30)), specimen::setAccessionIdentifier);
        spm.all(31).forEach(cx -> Mapping.accept(mapping.identifiers.cx(cx), specimen::addIdentifier));
        spm.all(32).forEach(ei -> Mapping.accept(mapping.identifiers.ei(ei), specimen::addIdentifier));
    }

    private static void collection(Segment spm, Specimen specimen, Mapping mapping) {
        SpecimenCollectionComponent collection = new SpecimenCollectionComponent();
        mapping.concept(spm, 7, "0488", collection::setMethod);
        mapping.concept(spm, 8, null, collection::setBodySite);
        Quantity amount = mapping.quantities.cq(spm.first(12));
        if (amount != null && amount.hasComparator()) {
            // How much was collected is a simple quantity; "less than 5 mL" stays as it was sent.
            mapping.report.fail(spm, 12, "comparator", "A simple quantity has no comparator");
        } else {
            Mapping.accept(amount, collection::setQuantity);
        }
        Composite range = spm.first(17);
        if (range.get(2) != null) {
            Period period = mapping.times.period(range, 1, 2);
            if (period != null) {
                collection.setCollected(period);
            } else if (mapping.times.dateTime(range.peek(1)) != null && mapping.times.dateTime(range.peek(2)) != null) {
                mapping.report.fail(spm, 17, "period-ends-before-start", "The period ends before it starts");
            }
        } else {
            Mapping.accept(mapping.time(spm, 17), collection::setCollected);
        }
        if (!collection.isEmpty()) {
            specimen.setCollection(collection);
        }
    }

    private static void container(Segment spm, Specimen specimen, Mapping mapping) {
        SpecimenContainerComponent container = new SpecimenContainerComponent();
        mapping.concept(spm, 6, "0371", container::setAdditive);
        mapping.concept(spm, 27, null, container::setType);
        if (!container.isEmpty()) {
            specimen.addContainer(container);
        }
    }

    private static String key(Segment spm, Specimen specimen, Mapping mapping) {
        if (specimen.hasIdentifier()) {
            return Parties.key(specimen.getIdentifierFirstRep());
        }
        if (specimen.hasAccessionIdentifier()) {
            return Parties.key(specimen.getAccessionIdentifier());
        }
        Order order = mapping.current.order;
        return (order == null || order.key.isEmpty() ? mapping.messageKey : order.key) + "|SPM|" + spm.raw(1) + "|"
                + spm.raw(4);
    }
}
