package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterParticipantComponent;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Encounter activities; those wanted go to {@link RequestMapper}. */
final class EncounterMapper {

    static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    private EncounterMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        if (!statement.event()) {
            RequestMapper.map(statement, section, document);
            return;
        }
        Element element = statement.element();
        Encounter encounter = new Encounter();
        encounter.setIdentifier(document.ids.identifiers(element));
        encounter.setSubject(document.subject());
        encounter.setStatus(status(statement, document));
        classify(element.child("code"), encounter, document);
        encounter.setPeriod(document.times.period(statement.time()));
        for (Element performer : element.children("performer")) {
            participant(performer, encounter, document);
        }
        Document.accept(
                Facts.place(statement, document),
                place -> encounter.addLocation().setLocation(place));
        for (Statement indication : Facts.indications(statement, document)) {
            document.later(() -> reason(indication, encounter, document));
        }
        document.concept(
                element.child("dischargeDispositionCode"),
                disposition -> encounter.getHospitalization().setDischargeDisposition(disposition));
        Encounter added = document.add(encounter, statement);
        for (Statement inner : statement.inner()) {
            Walker.visit(inner, section, document);
            if (inner.is(Template.ENCOUNTER_DIAGNOSIS)) {
                Document.accept(ProblemMapper.within(inner, document), condition -> added.addDiagnosis()
                        .setCondition(condition));
            }
        }
    }

    /** The problem of the document that an indication names by its id, else what the indication says. */
    private static void reason(Statement indication, Encounter encounter, Document document) {
        for (Identifier id : document.ids.identifiers(indication.element())) {
            Condition problem = document.entries.find(Condition.class, Ids.key(id));
            if (problem != null) {
                encounter.addReasonReference(Entries.reference(problem));
                return;
            }
        }
        document.concept(indication.value(), encounter::addReasonCode);
    }

    private static EncounterStatus status(Statement statement, Document document) {
        return switch (statement.status()) {
            case "completed" -> EncounterStatus.FINISHED;
            case "cancelled" -> EncounterStatus.CANCELLED;
            case "active" -> EncounterStatus.INPROGRESS;
            case "suspended" -> EncounterStatus.ONLEAVE;
            case "held" -> EncounterStatus.PLANNED;
            case "aborted", "new" -> EncounterStatus.UNKNOWN;
            case "nullified" -> EncounterStatus.ENTEREDINERROR;
            default -> statusByTime(statement.time(), document);
        };
    }

    static EncounterStatus statusByTime(@Nullable Element time, Document document) {
        boolean over = document.times.point(time) != null || document.times.end(time) != null;
        return over ? EncounterStatus.FINISHED : EncounterStatus.UNKNOWN;
    }

    /** Codes of HL7's ActCode are the class, all others the type; CPT's visits have a class by the guide. */
    static void classify(@Nullable Element code, Encounter encounter, Document document) {
        CodeableConcept type = document.codes.concept(code);
        List<Coding> classes = new ArrayList<>();
        if (type != null) {
            for (Coding coding : List.copyOf(type.getCoding())) {
                if (ACT_CODE.equals(coding.getSystem())) {
                    classes.add(coding);
                    type.getCoding().remove(coding);
                }
            }
            for (Coding coding : type.getCoding()) {
                document.terminology
                        .translate("ccda-encounter-class", coding.getCode())
                        .ifPresent(known -> classes.add(new Coding(known.system(), known.code(), known.display())));
            }
            if (type.hasCoding() || type.hasText()) {
                encounter.addType(type);
            }
        }
        encounter.setClass_(classes.isEmpty() ? Absent.because(new Coding(), "UNK") : classes.get(0));
    }

    static void participant(Element participation, Encounter encounter, Document document) {
        Reference who = document.parties.of(participation);
        if (who == null || MedicationMapper.isOrganization(who) || Parties.is(who, "Device")) {
            return;
        }
        EncounterParticipantComponent participant = encounter.addParticipant().setIndividual(who);
        String type = participation.attribute("typeCode");
        if (type != null && !document.terminology.refuses(PARTICIPATION, type)) {
            participant.addType(Facts.concept(PARTICIPATION, type));
        }
        document.concept(participation.child("functionCode"), participant::addType);
        participant.setPeriod(document.times.period(participation.child("time")));
    }
}
