package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * What ORC and the segment after it say of any order: who placed it under which numbers, and where it stands.
 *
 * <p>An order is known by its placer number, which every later message about it carries; by the filler's only where
 * there is none. A report is the filler's, so there it is the other way round.
 */
final class OrderFields {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";

    private OrderFields() {}

    /** The business key; {@code placerFirst} for what was ordered, else for what was made of it. */
    static @Nullable String key(Order order, Mapping mapping, boolean placerFirst) {
        String placer = number(order, 2, mapping);
        String filler = number(order, 3, mapping);
        if (placerFirst) {
            return placer != null ? "placer|" + placer : filler == null ? null : "filler|" + filler;
        }
        return filler != null ? "filler|" + filler : placer == null ? null : "placer|" + placer;
    }

    private static @Nullable String number(Order order, int field, Mapping mapping) {
        for (Segment segment : new Segment[] {order.orc, order.detail}) {
            if (segment != null && (segment.id().equals("ORC") || segment.id().equals("OBR"))) {
                Identifier identifier = mapping.identifiers.ei(segment.first(field));
                if (identifier != null) {
                    return Parties.key(identifier);
                }
            }
        }
        return null;
    }

    /** Placer and filler numbers of a segment, each once, with their types. */
    static void numbers(Segment segment, List<Identifier> identifiers, Mapping mapping) {
        number(segment, 2, "PLAC", identifiers, mapping);
        number(segment, 3, "FILL", identifiers, mapping);
    }

    private static void number(Segment segment, int field, String type, List<Identifier> identifiers, Mapping mapping) {
        for (Composite ei : segment.all(field)) {
            Identifier identifier = mapping.identifiers.ei(ei, type);
            if (identifier != null && identifiers.stream().noneMatch(known -> known.equalsDeep(identifier))) {
                identifiers.add(identifier);
            }
        }
    }

    /** The ServiceRequest of an order, made when its first detail comes. */
    static ServiceRequest request(Order order, Segment first, Mapping mapping) {
        ServiceRequest request = new ServiceRequest()
                .setStatus(ServiceRequestStatus.UNKNOWN)
                .setIntent(ServiceRequestIntent.ORDER)
                .setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), request::setEncounter);
        String key = key(order, mapping, true);
        String code = first.id().equals("OBR") ? first.first(4).get(1, "") : "";
        mapping.entries.addApart(
                request, key == null ? mapping.keyIn(first) : key + "|" + code, mapping.current.telling());
        order.request = request;
        if (order.orc != null) {
            common(order.orc, request, mapping);
            OrcToProvenance.map(order.orc, request, mapping);
            mapping.own(order.orc, request);
        }
        return request;
    }

    /** A result names its order; unless it says where that stands, it must not replace what the order told of itself. */
    static void inPassing(Order order, Mapping mapping) {
        ServiceRequest request = order.request;
        if (request != null && request.getStatus() == ServiceRequestStatus.UNKNOWN && mapping.header.tellsResults()) {
            mapping.entries.retell(request, Entries.Telling.MENTION);
            DiagnosticReport report = order.report;
            if (report != null && order.detail != null) {
                // What a receiver may not take from a mention is told with the report.
                mapping.ownInstead(order.detail, report);
                request.getNote().forEach(note -> report.addExtension(NteToNote.NOTE, note.copy()));
            }
        }
    }

    /** What ORC says of an order that became no ServiceRequest. */
    static void other(Segment orc, DomainResource resource, List<Identifier> identifiers, Mapping mapping) {
        numbers(orc, identifiers, mapping);
        Mapping.accept(mapping.identifiers.ei(orc.first(4), "PGN"), identifiers::add);
        businessEvent(orc, resource, mapping);
        mapping.concept(orc, 28, "0177", label -> Mapping.label(resource, label));
        mapping.own(orc, resource);
        OrcToProvenance.map(orc, resource, mapping);
    }

    /** ORC on a ServiceRequest. */
    static void common(Segment orc, ServiceRequest request, Mapping mapping) {
        numbers(orc, request.getIdentifier(), mapping);
        groupNumber(orc, request, mapping);
        status(orc, request, mapping);
        Mapping.accept(mapping.time(orc, 9), request::setAuthoredOnElement);
        TqToTiming.put(orc, 7, request, mapping);
        requester(orc, request, mapping);
        mapping.concept(
                orc,
                16,
                null,
                reason -> request.addExtension("http://hl7.org/fhir/StructureDefinition/request-statusReason", reason));
        for (Composite xtn : orc.all(14)) {
            ContactPoint phone = mapping.addresses.xtn(xtn);
            Mapping.accept(
                    phone,
                    point -> request.addExtension(
                            "http://hl7.org/fhir/StructureDefinition/servicerequest-order-callback-phone-number",
                            point));
        }
        Mapping.accept(mapping.codes.codings(orc.first(28), "0177"), label -> Mapping.label(request, label));
        mapping.concept(orc, 29, "0482", request::addLocationCode);
        Mapping.accept(mapping.identifiers.cx(orc.first(33)), request::addIdentifier);
        Mapping.accept(mapping.identifiers.ei(orc.first(38), "FGN"), request::addIdentifier);
        for (int field : new int[] {22, 24}) {
            orc.all(field)
                    .forEach(xad -> Mapping.accept(
                            mapping.addresses.xad(xad),
                            address -> request.addExtension(OWN + "orderer-address", address)));
        }
        orc.all(23)
                .forEach(xtn -> Mapping.accept(
                        mapping.addresses.xtn(xtn), phone -> request.addExtension(OWN + "orderer-phone", phone)));
        for (Composite eip : orc.all(8)) {
            parent(eip, request, mapping);
        }
        businessEvent(orc, request, mapping);
    }

    /** ORC-4 of a report: the placer's number of the group, and from 2.8 on the filler's too. */
    static void groupNumbers(Segment orc, List<Identifier> identifiers, Mapping mapping) {
        Composite group = orc.first(4);
        if (group.sub(1).size() > 1 || group.sub(2).size() > 1) {
            Mapping.accept(mapping.identifiers.ei(group.sub(1), "PGN"), identifiers::add);
            Mapping.accept(mapping.identifiers.ei(group.sub(2), "FGN"), identifiers::add);
        } else {
            Mapping.accept(mapping.identifiers.ei(group, "PGN"), identifiers::add);
        }
    }

    private static void groupNumber(Segment orc, ServiceRequest request, Mapping mapping) {
        Composite group = orc.first(4);
        if (group.sub(1).size() > 1 || group.sub(2).size() > 1) {
            // From 2.8 on an EIP: the placer's and the filler's number of the group, each an EI.
            Mapping.accept(mapping.identifiers.ei(group.sub(1), "PGN"), request::setRequisition);
            Mapping.accept(mapping.identifiers.ei(group.sub(2), "FGN"), request::addIdentifier);
            return;
        }
        Identifier number = mapping.identifiers.ei(group, "PGN");
        if (number != null) {
            request.setRequisition(number);
        }
    }

    private static void status(Segment orc, ServiceRequest request, Mapping mapping) {
        String status = mapping.translated(orc, 5, "order-status");
        if (status == null) {
            status = mapping.terminology.code("order-control-code-service-request-status", orc.text(1));
        }
        if (status != null) {
            request.setStatus(ServiceRequestStatus.fromCode(status));
        }
    }

    private static void requester(Segment orc, ServiceRequest request, Mapping mapping) {
        List<Reference> providers = mapping.parties.practitioners(orc.all(12));
        if (!providers.isEmpty()) {
            request.setRequester(providers.get(0));
            for (Reference other : providers.subList(1, providers.size())) {
                request.addExtension("https://consentry.org/fhir/StructureDefinition/further-requester", other);
            }
        }
        for (Composite xon : orc.all(21)) {
            Reference organization = mapping.parties.organization(xon);
            if (organization != null && !request.hasRequester()) {
                request.setRequester(organization);
            } else if (organization != null) {
                request.addExtension("https://consentry.org/fhir/StructureDefinition/ordering-facility", organization);
            }
        }
    }

    /** The order that this one is part of, which ORC-8 and OBR-29 may both tell (EIP, as HL7's table has it). */
    static void parent(Composite eip, ServiceRequest request, Mapping mapping) {
        for (int part = 1; part <= 2; part++) {
            Identifier identifier = mapping.identifiers.ei(eip.sub(part), part == 1 ? "PGN" : "FGN");
            if (identifier != null
                    && request.getBasedOn().stream().noneMatch(known -> identifier.equalsDeep(known.getIdentifier()))) {
                request.addBasedOn(new Reference().setType("ServiceRequest").setIdentifier(identifier));
            }
        }
    }

    /** IPC: under which numbers images of an order are made and found. */
    static void imaging(Segment ipc, Mapping mapping) {
        Order order = mapping.current.order;
        ServiceRequest request = order == null ? null : order.request;
        if (request == null) {
            return;
        }
        mapping.own(ipc, request);
        Mapping.accept(mapping.identifiers.ei(ipc.first(1), "ACSN"), request::addIdentifier);
        Composite study = ipc.first(3);
        if (Terminology.isOid(String.valueOf(study.peek(1)))) {
            // A DICOM UID is unique by itself: whoever is named beside it stays unread.
            request.addIdentifier().setSystem("urn:dicom:uid").setValue("urn:oid:" + study.get(1));
        } else {
            Mapping.accept(mapping.identifiers.ei(study), request::addIdentifier);
        }
        if (request.hasCode()) {
            mapping.concept(ipc, 5, null, request::addOrderDetail);
        }
    }

    /** The prescription that a dispense or administration is of, by the number it was placed under; null if there is none. */
    static @Nullable Reference prescription(@Nullable Order order, Mapping mapping) {
        if (order == null) {
            return null;
        }
        if (order.subject instanceof MedicationRequest request) {
            return Entries.reference(request);
        }
        Identifier placer = order.orc == null ? null : mapping.identifiers.ei(order.orc.first(2), "PLAC");
        return placer == null
                ? null
                : new Reference().setType("MedicationRequest").setIdentifier(placer);
    }

    static void businessEvent(Segment orc, DomainResource resource, Mapping mapping) {
        Coding control = mapping.codes.coding(orc.first(1), "0119");
        if (control != null) {
            resource.addExtension(new Extension(
                    "https://consentry.org/fhir/StructureDefinition/order-control", new CodeableConcept(control)));
        }
    }
}
