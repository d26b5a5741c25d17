package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.datatype.Codes;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;

/** PR1: a procedure that was done. */
final class Pr1ToProcedure implements SegmentMapper {

    private static final String SNOMED = "http://snomed.info/sct";

    @Override
    public void map(Segment pr1, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        Procedure procedure = new Procedure().setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), procedure::setEncounter);
        procedure.setStatus(
                mapping.says(pr1, 20, "D", "A", "U", "X")
                        ? Procedure.ProcedureStatus.ENTEREDINERROR
                        : Procedure.ProcedureStatus.COMPLETED);
        code(pr1, procedure, mapping);
        performed(pr1, procedure, mapping);
        performer(pr1, 8, "88189002", "Anesthesiologist", procedure, mapping);
        performer(pr1, 11, "304292004", "Surgeon", procedure, mapping);
        performer(pr1, 12, "", "", procedure, mapping);
        mapping.concepts(pr1, 15, null, procedure::addReasonCode);
        Mapping.accept(mapping.identifiers.ei(pr1.first(19)), procedure::addIdentifier);
        Mapping.accept(Locations.reference(pr1.first(23), mapping), procedure::setLocation);
        Identifier parent = mapping.identifiers.ei(pr1.first(25));
        if (parent != null) {
            procedure.addPartOf(new Reference().setType("Procedure").setIdentifier(parent));
        }
        mapping.entries.addApart(procedure, key(pr1, procedure, mapping));
        mapping.own(pr1, procedure);
        mapping.current.subject = procedure;
    }

    private static void code(Segment pr1, Procedure procedure, Mapping mapping) {
        mapping.concept(pr1, 3, null, procedure::setCode);
        String text = pr1.whole(4);
        if (text != null) {
            Codes.retold(pr1.first(3), procedure.getCode(), text);
        }
        String method = pr1.text(2);
        Coding coding = procedure.getCode().getCodingFirstRep();
        if (method != null && coding.hasCode() && !coding.hasSystem()) {
            coding.setSystem(mapping.terminology.codeSystem(method));
        } else {
            pr1.unread(2);
        }
        mapping.concept(pr1, 6, "0230", procedure::setCategory);
        mapping.concepts(
                pr1,
                16,
                null,
                modifier -> procedure.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/procedure-modifier", modifier));
    }

    private static void performed(Segment pr1, Procedure procedure, Mapping mapping) {
        DateTimeType start = mapping.time(pr1, 5);
        if (start == null) {
            pr1.unread(7);
            return;
        }
        Integer minutes = Quantities.integer(pr1.text(7), 1);
        if (minutes == null || start.getValueAsString().length() <= 10) {
            pr1.unread(7);
            procedure.setPerformed(start);
            return;
        }
        DateTimeType end = start.copy();
        end.add(java.util.Calendar.MINUTE, minutes);
        procedure.setPerformed(new Period().setStartElement(start).setEndElement(end));
    }

    private static void performer(
            Segment pr1, int field, String code, String display, Procedure procedure, Mapping mapping) {
        for (Reference person : mapping.parties.practitioners(pr1.all(field))) {
            Procedure.ProcedurePerformerComponent performer =
                    procedure.addPerformer().setActor(person);
            if (!code.isEmpty()) {
                performer.setFunction(new CodeableConcept(new Coding(SNOMED, code, display)));
            }
        }
    }

    private static String key(Segment pr1, Procedure procedure, Mapping mapping) {
        if (procedure.hasIdentifier()) {
            return mapping.current.patientKey + "|" + Parties.key(procedure.getIdentifierFirstRep());
        }
        String code = pr1.first(3).firstOf(1, 2);
        return mapping.current.patientKey + "|" + mapping.current.encounterKey + "|"
                + (code == null ? pr1.raw(4) : code) + "|" + pr1.raw(5);
    }
}
