package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** RXA of a vaccination message: an immunization given, refused or remembered. */
final class RxaToImmunization {

    private static final String FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443";

    private RxaToImmunization() {}

    static void map(Segment rxa, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        Immunization immunization = new Immunization().setPatient(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), immunization::setEncounter);
        status(rxa, immunization, mapping);
        mapping.concept(rxa, 5, null, immunization::setVaccineCode);
        if (!immunization.hasVaccineCode()) {
            immunization.getVaccineCode().setText("Unknown");
        }
        occurrence(rxa, immunization, mapping);
        dose(rxa, immunization, mapping);
        source(rxa, immunization, mapping);
        for (Composite lot : rxa.all(15)) {
            Mapping.accept(immunization.hasLotNumber() ? null : lot.get(1), immunization::setLotNumber);
        }
        Mapping.accept(mapping.date(rxa, 16), immunization::setExpirationDateElement);
        Mapping.accept(mapping.parties.codedOrganization(rxa.first(17)), immunization::setManufacturer);
        mapping.concept(rxa, 18, null, immunization::setStatusReason);
        mapping.concepts(rxa, 19, null, immunization::addReasonCode);
        performers(rxa, immunization, mapping);
        location(rxa, immunization, mapping);
        order(rxa, immunization, mapping);
    }

    private static void status(Segment rxa, Immunization immunization, Mapping mapping) {
        String completion = mapping.translated(rxa, 20, "completion-status");
        if (mapping.says(rxa, 21, "D", "A", "U", "X")) {
            immunization.setStatus(ImmunizationStatus.ENTEREDINERROR);
        } else {
            // CVX 998, "no vaccine administered", is how a registry tells of a forecast or of an immunity.
            boolean none = "not-done".equals(completion) || "998".equals(rxa.text(5));
            immunization.setStatus(none ? ImmunizationStatus.NOTDONE : ImmunizationStatus.COMPLETED);
        }
        if ("PA".equals(rxa.text(20))) {
            immunization.setIsSubpotent(true);
        }
        if (mapping.time(rxa, 22) != null) {
            immunization.setRecordedElement(mapping.time(rxa, 22));
        }
    }

    private static void occurrence(Segment rxa, Immunization immunization, Mapping mapping) {
        Mapping.accept(mapping.time(rxa, 3), immunization::setOccurrence);
        if (!immunization.hasOccurrence()) {
            immunization.setOccurrence(new StringType("unknown"));
        }
        if (rxa.text(4, "").equals(rxa.text(3, ""))) {
            rxa.first(4);
        } else {
            rxa.unread(4);
        }
    }

    private static void dose(Segment rxa, Immunization immunization, Mapping mapping) {
        // 999 is how senders say that the amount is not known (CDC implementation guide, RXA-6).
        if (!"999".equals(rxa.text(6))) {
            Quantity dose = org.consentry.mappers.hl7v2.datatype.Quantities.number(rxa.text(6));
            if (dose == null || dose.hasComparator()) {
                rxa.unread(6);
                rxa.unread(7);
            } else {
                immunization.setDoseQuantity(mapping.quantities.unit(dose, rxa.first(7)));
            }
        }
    }

    /** RXA-9 says whether the giver records it (00) or somebody remembers it (NIP001). */
    private static void source(Segment rxa, Immunization immunization, Mapping mapping) {
        for (Composite notes : rxa.all(9)) {
            boolean coded = "NIP001".equals(notes.peek(3));
            if (coded) {
                boolean primary = "00".equals(notes.get(1));
                immunization.setPrimarySource(primary);
                notes.get(3);
                if (!primary && !immunization.hasReportOrigin()) {
                    // Whose memory or record it is from.
                    Mapping.accept(mapping.codes.concept(notes), immunization::setReportOrigin);
                } else if (!primary) {
                    notes.unread(1);
                }
            } else {
                Mapping.accept(
                        notes.firstOf(2, 1), text -> immunization.addNote().setText(text));
            }
        }
    }

    private static void performers(Segment rxa, Immunization immunization, Mapping mapping) {
        for (Reference giver : mapping.parties.practitioners(rxa.all(10))) {
            performer(immunization, giver, "AP", "Administering Provider");
        }
        Order order = mapping.current.order;
        if (order != null && order.orc != null) {
            for (Reference orderer : mapping.parties.practitioners(order.orc.all(12))) {
                performer(immunization, orderer, "OP", "Ordering Provider");
            }
        }
    }

    private static void performer(Immunization immunization, Reference who, String code, String display) {
        immunization.addPerformer().setActor(who).setFunction(new CodeableConcept(new Coding(FUNCTION, code, display)));
    }

    private static void location(Segment rxa, Immunization immunization, Mapping mapping) {
        Mapping.accept(Locations.reference(rxa.first(27), mapping), immunization::setLocation);
        Composite old = rxa.first(11);
        if (!immunization.hasLocation()) {
            Mapping.accept(Locations.reference(old, mapping), immunization::setLocation);
        } else {
            rxa.unread(11);
        }
        Location place = mapping.entries.at(Location.class, immunization.getLocation());
        if (place != null && !place.hasAddress()) {
            Mapping.accept(mapping.addresses.xad(rxa.first(28)), place::setAddress);
        } else {
            rxa.unread(28);
        }
    }

    private static void order(Segment rxa, Immunization immunization, Mapping mapping) {
        Order order = mapping.current.order;
        if (order == null || order.detail != null) {
            order = new Order(null);
            mapping.current.startOrder(order);
        }
        order.detail = rxa;
        String key = OrderFields.key(order, mapping, false);
        String fallback = mapping.current.patientKey + "|" + rxa.first(5).firstOf(1, 2) + "|" + rxa.text(3, "");
        order.key = (key == null ? fallback : key) + "|" + rxa.first(5).get(1, "");
        mapping.entries.addApart(immunization, order.key);
        if (order.orc != null) {
            if (!immunization.hasRecorded() && mapping.time(order.orc, 9) != null) {
                immunization.setRecordedElement(mapping.time(order.orc, 9));
            }
            OrderFields.other(order.orc, immunization, immunization.getIdentifier(), mapping);
        }
        mapping.own(rxa, immunization);
        mapping.current.immunization = immunization;
        mapping.current.subject = immunization;
    }
}
