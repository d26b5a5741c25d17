package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/** What is planned, ordered or proposed, of any class but medicines and supplies. */
final class RequestMapper {

    private RequestMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        if (statement.negated() && saysNothing(statement, document)) {
            // "No planned tests" is no order against one; it stays in the document and its narrative.
            return;
        }
        ServiceRequest request = new ServiceRequest();
        Element element = statement.element();
        request.setIdentifier(document.ids.identifiers(element));
        request.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), request::setEncounter);
        request.setStatus(status(statement));
        request.setIntent(intent(statement));
        if (statement.negated()) {
            request.setDoNotPerform(true);
        }
        request.setCode(document.codes.required(statement.code()));
        request.setOccurrence(document.times.pointOrPeriod(statement.time()));
        Document.accept(document.authorship.recorded(element), request::setAuthoredOnElement);
        Document.accept(document.authorship.recorder(element), request::setRequester);
        request.setPerformer(Facts.performers(statement, document));
        element.children("targetSiteCode").forEach(site -> document.concept(site, request::addBodySite));
        request.setReasonCode(Facts.reasons(statement, document));
        request.setNote(Facts.notes(statement, document));
        document.add(request, statement);
    }

    private static boolean saysNothing(Statement statement, Document document) {
        CodeableConcept code = document.codes.concept(statement.code());
        return code == null || !code.hasCoding();
    }

    private static ServiceRequestStatus status(Statement statement) {
        return switch (statement.status()) {
            case "active", "normal" -> ServiceRequestStatus.ACTIVE;
            case "completed" -> ServiceRequestStatus.COMPLETED;
            case "aborted", "cancelled" -> ServiceRequestStatus.REVOKED;
            case "suspended", "held" -> ServiceRequestStatus.ONHOLD;
            case "nullified" -> ServiceRequestStatus.ENTEREDINERROR;
            case "new" -> ServiceRequestStatus.DRAFT;
            default -> ServiceRequestStatus.UNKNOWN;
        };
    }

    private static ServiceRequestIntent intent(Statement statement) {
        return switch (String.valueOf(statement.element().attribute("moodCode"))) {
            case "RQO", "APT", "ORD" -> ServiceRequestIntent.ORDER;
            case "PRP", "ARQ" -> ServiceRequestIntent.PROPOSAL;
            default -> ServiceRequestIntent.PLAN;
        };
    }
}
