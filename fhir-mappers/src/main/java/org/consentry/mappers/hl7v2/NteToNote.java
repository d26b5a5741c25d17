package org.consentry.mappers.hl7v2;

import java.util.stream.Collectors;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;

/** NTE: a comment on what went before, in that resource's notes, or as an extension where it has none. */
final class NteToNote implements SegmentMapper {

    static final String NOTE = "https://consentry.org/fhir/StructureDefinition/note";

    @Override
    public void map(Segment nte, Mapping mapping) {
        DomainResource about = mapping.current.subject != null ? mapping.current.subject : mapping.current.patient;
        if (about == null
                || ((about instanceof Patient || about instanceof Encounter) && mapping.entries.mentions(about))) {
            // One on a patient who is only named in passing is kept by itself: a receiver takes nothing from a mention.
            return;
        }
        mapping.own(nte, about);
        String text = nte.all(3).stream()
                .map(Composite::whole)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.joining("\n"));
        if (text.isEmpty()) {
            nte.unread(3);
            return;
        }
        Annotation note = new Annotation().setText(text);
        Mapping.accept(mapping.parties.practitioner(nte.first(5)), note::setAuthor);
        Mapping.accept(mapping.time(nte, 6), note::setTimeElement);
        for (int field : new int[] {4, 9}) {
            mapping.concept(
                    nte,
                    field,
                    field == 4 ? "0364" : null,
                    kind -> note.addExtension(field == 4 ? NOTE + "-type" : NOTE + "-event", kind));
        }
        Order order = mapping.current.order;
        ServiceRequest request = order == null ? null : order.request;
        // A DiagnosticReport has no notes; those on an OBR are of what was ordered (HL7's NTE[ServiceRequest]).
        boolean ordered = order != null && about == order.report;
        DomainResource annotated = ordered && request != null ? request : about;
        add(annotated, note);
        boolean textAlone = annotated instanceof Appointment || annotated instanceof DocumentReference;
        if (textAlone && (note.hasAuthor() || note.hasTime() || note.hasExtension())) {
            // What they have for a note is a text, which takes no kind, author or time.
            annotated.addExtension(NOTE, note);
        }
    }

    private static void add(DomainResource about, Annotation note) {
        switch (about) {
            case Observation observation -> observation.addNote(note);
            case ServiceRequest request -> request.addNote(note);
            case Specimen specimen -> specimen.addNote(note);
            case Immunization immunization -> immunization.addNote(note);
            case MedicationRequest request -> request.addNote(note);
            case Procedure procedure -> procedure.addNote(note);
            case AllergyIntolerance allergy -> allergy.addNote(note);
            case ChargeItem item -> item.addNote(note);
            case Condition condition -> condition.addNote(note);
            case Goal goal -> goal.addNote(note);
            case MedicationAdministration given -> given.addNote(note);
            case MedicationDispense dispense -> dispense.addNote(note);
            case Appointment appointment -> appointment.setComment(joined(appointment.getComment(), note));
            case DocumentReference document -> document.setDescription(joined(document.getDescription(), note));
            default -> about.addExtension(NOTE, note);
        }
    }

    private static String joined(@Nullable String before, Annotation note) {
        return before == null ? note.getText() : before + "\n" + note.getText();
    }
}
