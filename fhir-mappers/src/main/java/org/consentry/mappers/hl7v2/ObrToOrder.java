package org.consentry.mappers.hl7v2;

import java.util.List;
import java.util.function.Consumer;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** OBR: what was ordered, as a ServiceRequest; in result messages also the DiagnosticReport on it. */
final class ObrToOrder implements SegmentMapper {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";

    @Override
    public void map(Segment obr, Mapping mapping) {
        if (mapping.current.patient == null && !mapping.header.ordersOrResults()) {
            return;
        }
        Order order = mapping.current.order;
        if (order == null || order.detail != null) {
            order = new Order(null);
            mapping.current.startOrder(order);
        }
        order.detail = obr;
        order.parent = ParentResult.of(obr, mapping);
        mapping.orders.add(order);
        ServiceRequest request = OrderFields.request(order, obr, mapping);
        request(obr, request, mapping);
        String key = OrderFields.key(order, mapping, false);
        String code = obr.first(4).get(1, "");
        order.key = (key == null ? fallback(obr, mapping) : key) + "|" + code;
        mapping.own(obr, request);
        mapping.current.subject = request;
        Tq1ToTiming.late(order, mapping);
        if (carriesResults(obr, mapping)) {
            order.report = report(obr, order, request, mapping);
            mapping.current.subject = order.report;
        }
        specimen(order, request, mapping);
    }

    /** The specimen that was told of before its orders. */
    private static void specimen(Order order, ServiceRequest request, Mapping mapping) {
        Specimen specimen = mapping.current.specimenLeads ? mapping.current.specimen : null;
        if (specimen != null) {
            order.specimen = specimen;
            request.addSpecimen(Entries.reference(specimen));
            Mapping.accept(order.report, report -> report.addSpecimen(Entries.reference(specimen)));
        }
    }

    private static boolean carriesResults(Segment obr, Mapping mapping) {
        return mapping.header.tellsResults() || (obr.text(25) != null && !mapping.header.is("MDM"));
    }

    private static String fallback(Segment obr, Mapping mapping) {
        return obr.text(7) == null ? mapping.keyIn(obr) : mapping.current.patientKey + "|" + obr.text(7);
    }

    private static void request(Segment obr, ServiceRequest request, Mapping mapping) {
        OrderFields.numbers(obr, request.getIdentifier(), mapping);
        mapping.concept(obr, 4, null, request::setCode);
        String priority = mapping.translated(obr, 5, "extended-priority-codes");
        if (priority != null) {
            request.setPriority(ServiceRequestPriority.fromCode(priority));
        } else {
            obr.unread(5);
        }
        DateTimeType requested = mapping.time(obr, 6);
        if (requested != null) {
            Order order = mapping.current.order;
            if (request.hasOccurrence() && order != null) {
                TqToTiming.keep(order);
            }
            request.setOccurrence(requested);
        }
        TqToTiming.put(obr, 27, request, mapping);
        if (mapping.says(obr, 11, "G")) {
            request.setIntent(ServiceRequestIntent.REFLEXORDER);
        }
        for (Reference orderer : mapping.parties.practitioners(obr.all(16))) {
            if (!request.hasRequester()) {
                request.setRequester(orderer);
            } else if (!request.getRequester().hasReference() && orderer.hasReference()) {
                further(request.getRequester(), request);
                request.setRequester(orderer);
            } else if (!isSame(orderer, request.getRequester())) {
                further(orderer, request);
            }
        }
        mapping.concepts(obr, 31, null, request::addReasonCode);
        mapping.concepts(obr, 44, null, request::addOrderDetail);
        mapping.concepts(obr, 46, null, request::addOrderDetail);
        mapping.concepts(obr, 47, null, request::addOrderDetail);
        OrderFields.parent(obr.first(29), request, mapping);
        mapping.concept(obr, 13, null, fact -> request.addExtension(OWN + "relevant-clinical-information", fact));
        obr.all(17)
                .forEach(xtn -> Mapping.accept(
                        mapping.addresses.xtn(xtn), phone -> request.addExtension(OWN + "order-callback", phone)));
        obr.all(53).forEach(cx -> Mapping.accept(mapping.identifiers.cx(cx), request::addIdentifier));
        if (request.hasOrderDetail() && !request.hasCode()) {
            // FHIR wants to know what the details are of (prr-1).
            request.getCode().setText("Unknown");
        }
    }

    /** ORC-12 and OBR-16 name one person, not always by all of the name. */
    private static boolean isSame(Reference one, Reference other) {
        return one.hasReference() ? one.getReference().equals(other.getReference()) : one.equalsDeep(other);
    }

    /** FHIR has one requester; who else is named keeps a place of ours. */
    private static void further(Reference orderer, ServiceRequest request) {
        boolean told = request.getExtensionsByUrl(OWN + "further-requester").stream()
                .anyMatch(known -> orderer.equalsDeep(known.getValue()));
        if (!told) {
            request.addExtension(OWN + "further-requester", orderer);
        }
    }

    private static DiagnosticReport report(Segment obr, Order order, ServiceRequest request, Mapping mapping) {
        DiagnosticReport report = new DiagnosticReport();
        mapping.entries.addApart(report, order.key);
        mapping.own(obr, report);
        report.addBasedOn(Entries.reference(request));
        Mapping.accept(mapping.current.patientReference(), report::setSubject);
        Mapping.accept(mapping.current.encounterReference(), report::setEncounter);
        if (order.orc != null) {
            OrderFields.numbers(order.orc, report.getIdentifier(), mapping);
            OrderFields.groupNumbers(order.orc, report.getIdentifier(), mapping);
        }
        OrderFields.numbers(obr, report.getIdentifier(), mapping);
        mapping.concept(obr, 4, null, report::setCode);
        if (!report.hasCode()) {
            report.getCode().setText("Unknown");
            mapping.report.warn(Report.place(obr, 4), "order-without-code", "The order does not say what was ordered");
        }
        String status = mapping.translated(obr, 25, "result-status-non-queries");
        report.setStatus(status == null ? DiagnosticReportStatus.UNKNOWN : DiagnosticReportStatus.fromCode(status));
        mapping.concept(obr, 24, "0074", report::addCategory);
        Mapping.accept(effective(obr, mapping), report::setEffective);
        Mapping.accept(issued(obr, mapping), report::setIssuedElement);
        performers(obr, report, mapping);
        return report;
    }

    private static @Nullable Type effective(Segment obr, Mapping mapping) {
        DateTimeType from = mapping.time(obr, 7);
        if (obr.text(8) == null) {
            return from;
        }
        Period period = mapping.period(obr, 7, 8);
        return period.isEmpty() ? null : period;
    }

    private static org.hl7.fhir.r4.model.@Nullable InstantType issued(Segment obr, Mapping mapping) {
        return mapping.instant(obr, 22);
    }

    private static void performers(Segment obr, DiagnosticReport report, Mapping mapping) {
        for (Composite ndl : obr.all(32)) {
            person(ndl, report::addResultsInterpreter, mapping);
        }
        for (int field : new int[] {33, 34, 35}) {
            for (Composite ndl : obr.all(field)) {
                person(ndl, report::addPerformer, mapping);
            }
        }
    }

    /** An NDL has the person's parts in its first component; senders who write an XCN are understood. */
    private static void person(Composite ndl, Consumer<Reference> to, Mapping mapping) {
        String second = ndl.peek(2);
        if (second != null && ndl.sub(1).size() <= 1 && mapping.times.dateTime(second) == null) {
            mapping.parties.practitioners(List.of(ndl)).forEach(to);
        } else {
            Mapping.accept(mapping.parties.cnn(ndl.sub(1)), to);
        }
    }
}
