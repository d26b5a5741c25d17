package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DeviceUseStatement.DeviceUseStatementStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SupplyRequest;
import org.hl7.fhir.r4.model.SupplyRequest.SupplyRequestStatus;
import org.jspecify.annotations.Nullable;

/** Supplies: equipment that the patient has or uses, and what is ordered. */
final class SupplyMapper {

    private SupplyMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        if (statement.event()) {
            used(statement, document);
        } else {
            wanted(statement, document);
        }
    }

    private static void used(Statement statement, Document document) {
        Reference device = device(statement, document);
        if (device == null) {
            return;
        }
        DeviceUseStatement use = new DeviceUseStatement();
        use.setIdentifier(document.ids.identifiers(statement.element()));
        use.setSubject(document.subject());
        use.setDevice(device);
        use.setStatus(
                switch (statement.status()) {
                    case "completed" -> DeviceUseStatementStatus.COMPLETED;
                    case "nullified" -> DeviceUseStatementStatus.ENTEREDINERROR;
                    case "suspended", "held" -> DeviceUseStatementStatus.ONHOLD;
                    case "new" -> DeviceUseStatementStatus.INTENDED;
                    default -> DeviceUseStatementStatus.ACTIVE;
                });
        use.setTiming(document.times.pointOrPeriod(statement.time()));
        use.setReasonCode(Facts.reasons(statement, document));
        use.setNote(Facts.notes(statement, document));
        document.add(use, statement);
    }

    private static @Nullable Reference device(Statement statement, Document document) {
        CodeableConcept product = Products.of(statement).code(document);
        if (product == null) {
            product = document.codes.concept(statement.code());
        }
        for (Element participant : statement.element().children("participant")) {
            Element role = participant.child("participantRole");
            boolean thing = participant.has("typeCode", "PRD") || participant.has("typeCode", "DEV");
            Reference device = role == null || !thing ? null : Devices.device(role, product, document);
            if (device != null) {
                return device;
            }
        }
        return product == null ? null : Devices.device(statement.element(), product, document);
    }

    private static void wanted(Statement statement, Document document) {
        SupplyRequest request = new SupplyRequest();
        request.setIdentifier(document.ids.identifiers(statement.element()));
        request.setStatus(
                switch (statement.status()) {
                    case "active" -> SupplyRequestStatus.ACTIVE;
                    case "completed" -> SupplyRequestStatus.COMPLETED;
                    case "aborted", "cancelled" -> SupplyRequestStatus.CANCELLED;
                    case "suspended", "held" -> SupplyRequestStatus.SUSPENDED;
                    case "nullified" -> SupplyRequestStatus.ENTEREDINERROR;
                    case "new" -> SupplyRequestStatus.DRAFT;
                    default -> SupplyRequestStatus.UNKNOWN;
                });
        CodeableConcept code = document.codes.concept(statement.code());
        request.setItem(code != null ? code : Products.of(statement).required(statement, document));
        Quantity quantity = document.quantities.quantity(statement.element().child("quantity"));
        request.setQuantity(quantity != null ? quantity : Absent.because(new Quantity(), null));
        request.setOccurrence(document.times.pointOrPeriod(statement.time()));
        Document.accept(document.authorship.recorded(statement.element()), request::setAuthoredOnElement);
        Document.accept(document.authorship.recorder(statement.element()), request::setRequester);
        request.setDeliverTo(document.patient == null ? null : document.subject());
        document.add(request, statement);
    }
}
