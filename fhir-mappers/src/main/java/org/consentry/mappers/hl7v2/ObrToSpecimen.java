package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;

/**
 * The specimen fields of OBR. With an SPM they fill in what it leaves open; without one, as older senders do, they
 * tell the specimen by themselves.
 */
final class ObrToSpecimen {

    private ObrToSpecimen() {}

    static void map(Segment obr, Order order, Mapping mapping) {
        boolean told = false;
        for (int field : new int[] {9, 10, 14, 15, 39}) {
            told |= obr.populated(field);
        }
        if (!told || mapping.current.patient == null) {
            return;
        }
        Specimen specimen = order.specimen;
        if (specimen == null) {
            specimen = new Specimen().setSubject(mapping.current.patientReference());
            mapping.entries.add(specimen, order.key + "|specimen");
            if (order.report != null) {
                order.report.addSpecimen(Entries.reference(specimen));
            }
            if (order.request != null) {
                order.request.addSpecimen(Entries.reference(specimen));
            }
        }
        source(obr.first(15), specimen, mapping);
        collection(obr, specimen, mapping);
        if (specimen.hasReceivedTime()) {
            obr.unread(14);
        } else {
            specimen.setReceivedTimeElement(mapping.time(obr, 14));
        }
        Specimen about = specimen;
        for (Composite comment : obr.all(39)) {
            Mapping.accept(comment.firstOf(2, 1), text -> about.addNote().setText(text));
        }
    }

    /** SPS: type, additive, collection text, body site (HL7 v2.3.1 chapter 2.8.42). */
    private static void source(Composite sps, Specimen specimen, Mapping mapping) {
        if (sps.isEmpty()) {
            return;
        }
        Composite type = sps.sub(1);
        if (!specimen.hasType()) {
            Mapping.accept(mapping.codes.concept(type, "0487"), specimen::setType);
        }
        Mapping.accept(sps.get(3), text -> specimen.addNote().setText(text));
        if (!specimen.getCollection().hasBodySite()) {
            Mapping.accept(mapping.codes.concept(sps.sub(4), "0163"), specimen.getCollection()::setBodySite);
        }
        if (specimen.getCollection().isEmpty()) {
            specimen.setCollection(null);
        }
    }

    private static void collection(Segment obr, Specimen specimen, Mapping mapping) {
        List<Reference> collectors = mapping.parties.practitioners(obr.all(10));
        collectors.stream().findFirst().ifPresent(specimen.getCollection()::setCollector);
        if (collectors.size() > 1) {
            // FHIR has one; the field stays as it was sent beside the first.
            obr.unread(10);
        }
        Quantity volume = mapping.quantities.cq(obr.first(9));
        if (volume != null
                && !volume.hasComparator()
                && !specimen.getCollection().hasQuantity()) {
            specimen.getCollection().setQuantity(volume);
        } else if (volume != null) {
            obr.unread(9);
        }
        Type collected = mapping.time(obr, 7);
        if (specimen.hasCollection() && !specimen.getCollection().hasCollected() && collected != null) {
            specimen.getCollection().setCollected(collected);
        }
    }
}
