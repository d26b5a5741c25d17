package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/** RF1 and PRD: a referral, and who refers to whom. RF1 comes before the patient it is about. */
final class Rf1ToServiceRequest implements SegmentMapper {

    @Override
    public void map(Segment rf1, Mapping mapping) {
        ServiceRequest request = new ServiceRequest().setIntent(ServiceRequestIntent.ORDER);
        request.setStatus(status(rf1, mapping));
        switch (rf1.text(2, "")) {
            case "S" -> request.setPriority(ServiceRequestPriority.STAT);
            case "A" -> request.setPriority(ServiceRequestPriority.ASAP);
            case "R" -> request.setPriority(ServiceRequestPriority.ROUTINE);
            default -> rf1.unread(2);
        }
        mapping.concept(rf1, 3, "0281", request::setCode);
        mapping.concepts(rf1, 4, "0282", request::addOrderDetail);
        mapping.concept(rf1, 5, "0284", request::addCategory);
        Mapping.accept(mapping.identifiers.ei(rf1.first(6), "PLAC"), request::addIdentifier);
        Mapping.accept(mapping.identifiers.ei(rf1.first(11), "FILL"), request::addIdentifier);
        Period period = mapping.period(rf1, 7, 8);
        if (!period.isEmpty()) {
            request.setOccurrence(period);
        }
        Mapping.accept(mapping.time(rf1, 9), request::setAuthoredOnElement);
        mapping.concepts(rf1, 10, "0336", request::addReasonCode);
        Identifier number = request.getIdentifierFirstRep();
        mapping.entries.addApart(request, number.hasValue() ? "referral|" + Parties.key(number) : mapping.keyIn(rf1));
        mapping.own(rf1, request);
        mapping.current.referral = request;
        mapping.current.subject = request;
    }

    /** A referral that expired was not done: what it allowed has ended, as for one that was canceled (I14). */
    private static ServiceRequestStatus status(Segment rf1, Mapping mapping) {
        String told = rf1.text(1, "");
        if (!told.equals("A") && !told.equals("R")) {
            rf1.unread(1);
        }
        if (mapping.header.isEvent("REF", "I14")) {
            rf1.unread(1);
            return ServiceRequestStatus.REVOKED;
        }
        return switch (told) {
            case "A", "P" -> ServiceRequestStatus.ACTIVE;
            case "E", "R" -> ServiceRequestStatus.REVOKED;
            default -> ServiceRequestStatus.UNKNOWN;
        };
    }

    /** PRD: a provider of the referral: who refers, to whom, and who is concerned besides. */
    static void provider(Segment prd, Mapping mapping) {
        ServiceRequest request = mapping.current.referral;
        if (request == null) {
            return;
        }
        mapping.own(prd, request);
        HumanName name = mapping.names.xpn(prd.first(2));
        Composite id = prd.first(7);
        Reference who = new Reference().setType("Practitioner");
        Mapping.accept(name, known -> who.setDisplay(org.consentry.mappers.hl7v2.datatype.Names.display(known)));
        if (id.get(1) != null) {
            Identifier identifier = new Identifier().setValue(id.get(1));
            mapping.identifiers.type(identifier, id.get(2));
            who.setIdentifier(identifier);
        }
        if (!who.hasDisplay() && !who.hasIdentifier()) {
            return;
        }
        String role = prd.text(1, "RT");
        if ((role.equals("RP") || role.equals("IP")) && !request.hasRequester()) {
            request.setRequester(who);
        } else if (role.equals("RT") || role.equals("IR")) {
            request.addPerformer(who);
        } else {
            // A primary care provider, a consultant: nobody who is asked to do it.
            Extension participant = new Extension("https://consentry.org/fhir/StructureDefinition/participant");
            participant.addExtension("who", who);
            Mapping.accept(mapping.codes.concept(prd.first(1), "0286"), kind -> participant.addExtension("role", kind));
            request.addExtension(participant);
        }
    }

    /** FHIR requires a subject; a referral without a patient is one of somebody unknown. */
    static void complete(ServiceRequest request, Mapping mapping) {
        if (request.hasOrderDetail() && !request.hasCode()) {
            request.getCode().setText("Unknown");
        }
        if (!request.hasSubject()) {
            request.setSubject(mapping.current.patientOrUnknown());
        }
    }
}
