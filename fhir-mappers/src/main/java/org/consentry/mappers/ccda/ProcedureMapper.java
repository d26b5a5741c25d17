package org.consentry.mappers.ccda;

import java.util.List;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Procedures that were done, whichever class of statement tells of them; those wanted go to {@link RequestMapper}. */
final class ProcedureMapper {

    private ProcedureMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        if (!statement.event()) {
            RequestMapper.map(statement, section, document);
            return;
        }
        Procedure procedure = new Procedure();
        Element element = statement.element();
        procedure.setIdentifier(document.ids.identifiers(element));
        procedure.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), procedure::setEncounter);
        procedure.setStatus(status(statement));
        procedure.setCode(document.codes.required(statement.code()));
        Type performed = document.times.pointOrPeriod(statement.time());
        procedure.setPerformed(performed != null ? performed : unknown(statement.time()));
        element.children("targetSiteCode").forEach(site -> document.concept(site, procedure::addBodySite));
        for (Element performer : element.children("performer")) {
            Reference actor = document.parties.of(performer);
            Reference organization = document.parties.organizationOf(Parties.role(performer));
            if (actor != null) {
                Procedure.ProcedurePerformerComponent component =
                        procedure.addPerformer().setActor(actor);
                if (organization != null && !MedicationMapper.isOrganization(actor)) {
                    component.setOnBehalfOf(organization);
                }
            }
        }
        Document.accept(Facts.place(statement, document), procedure::setLocation);
        Document.accept(document.authorship.person(element), procedure::setRecorder);
        procedure.setReasonCode(Facts.reasons(statement, document));
        procedure.setNote(Facts.notes(statement, document));
        devices(statement, procedure, document);
        Procedure added = document.add(procedure, statement);
        finding(statement, section, added, document);
    }

    private static DateTimeType unknown(@Nullable Element time) {
        return Absent.because(new DateTimeType(), time == null ? null : time.nullFlavor());
    }

    /** What a procedure of observing found, which no Procedure has a place for, is an Observation that is part of it. */
    private static void finding(Statement statement, SectionKind section, Procedure procedure, Document document) {
        Element value = statement.value();
        if (statement.name().equals("observation") && value != null && document.values.value(value) != null) {
            Observation found = ObservationMapper.observation(statement, section, document);
            found.addPartOf(Entries.reference(procedure));
            document.entries.add(found, document.keys.of("Observation", statement));
            document.authorship.wrote(statement.element(), found);
        }
    }

    private static ProcedureStatus status(Statement statement) {
        if (statement.negated()) {
            return ProcedureStatus.NOTDONE;
        }
        return switch (statement.status()) {
            case "completed" -> ProcedureStatus.COMPLETED;
            case "active" -> ProcedureStatus.INPROGRESS;
            case "aborted" -> ProcedureStatus.STOPPED;
            case "cancelled" -> ProcedureStatus.NOTDONE;
            case "suspended", "held" -> ProcedureStatus.ONHOLD;
            case "nullified" -> ProcedureStatus.ENTEREDINERROR;
            case "new" -> ProcedureStatus.PREPARATION;
            default -> ProcedureStatus.UNKNOWN;
        };
    }

    private static void devices(Statement statement, Procedure procedure, Document document) {
        for (Element participant : statement.element().children("participant")) {
            Element role = participant.child("participantRole");
            if (role != null && participant.has("typeCode", "DEV")) {
                Document.accept(Devices.device(role, null, document), procedure::addUsedReference);
            }
        }
        for (Element specimen : statement.element().all("specimen", "specimenRole")) {
            List<Identifier> ids = document.ids.identifiers(specimen);
            if (!ids.isEmpty()) {
                Specimens.add(specimen, Ids.key(ids.get(0)), document);
            }
        }
    }
}
