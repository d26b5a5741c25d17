package org.consentry.mappers.hl7v2;

import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;

/** PRT and ROL: participants of what went before, in the element that resource has for them. */
final class ParticipationMapper implements SegmentMapper {

    /** HL7 tables 0206 and 0287, of which only a deletion says more than that the participant is told. */
    private static final Set<String> ACTIONS = Set.of("", "A", "U", "X", "D", "AD", "CO", "DE", "LI", "UC", "UN", "UP");

    private static final String PARTICIPANT = "https://consentry.org/fhir/StructureDefinition/participant";

    @Override
    public void map(Segment segment, Mapping mapping) {
        DomainResource about = mapping.current.subject;
        if (about == null) {
            return;
        }
        mapping.own(segment, about);
        String action = segment.text(2, "");
        if (!ACTIONS.contains(action)) {
            segment.unread(2);
        }
        if (action.equals("DE") || action.equals("D")) {
            // Told again as it was, so that it can be taken away; a snapshot simply leaves it out.
            segment.all(segment.id().equals("PRT") ? 5 : 4);
            return;
        }
        Participation participation = Participation.of(segment, mapping);
        if (segment.id().equals("PRT")) {
            device(segment, about, mapping);
        }
        Reference who = participation.who();
        if (who != null) {
            add(about, participation, who);
        } else {
            // Nobody is told, so nothing has a place for what else is.
            for (int field : segment.id().equals("PRT") ? new int[] {4, 11, 12} : new int[] {3, 5, 6}) {
                segment.unread(field);
            }
        }
    }

    private static void add(DomainResource about, Participation participation, Reference who) {
        int before = about.getExtension().size();
        place(about, participation, who);
        boolean told = about instanceof Encounter || about.getExtension().size() > before;
        if (!told && !participation.period().isEmpty()) {
            // Most elements for participants have no place for when they took part.
            about.addExtension(extension(participation, who));
        }
    }

    private static void place(DomainResource about, Participation participation, Reference who) {
        CodeableConcept role = participation.role();
        boolean organization = "Organization".equals(who.getType())
                || (who.hasReference() && who.getReference().startsWith("Organization/"));
        if (organization && (about instanceof Encounter || about instanceof Appointment)) {
            // FHIR lets only people take part in these.
            about.addExtension(extension(participation, who));
            return;
        }
        switch (about) {
            case Patient patient -> patient(patient, participation, who);
            case Encounter encounter -> {
                Encounter.EncounterParticipantComponent participant =
                        encounter.addParticipant().setIndividual(who);
                Mapping.accept(role, participant::addType);
                if (!participation.period().isEmpty()) {
                    participant.setPeriod(participation.period());
                }
            }
            case Procedure procedure ->
                Mapping.accept(role, procedure.addPerformer().setActor(who)::setFunction);
            case Immunization immunization ->
                Mapping.accept(role, immunization.addPerformer().setActor(who)::setFunction);
            case Observation observation -> observation.addPerformer(who);
            case DiagnosticReport report -> report.addPerformer(who);
            case ServiceRequest request -> request.addPerformer(who);
            case DocumentReference document -> document.addAuthor(who);
            case Appointment appointment -> {
                Appointment.AppointmentParticipantComponent participant = appointment
                        .addParticipant()
                        .setActor(who)
                        .setStatus(Appointment.ParticipationStatus.NEEDSACTION);
                Mapping.accept(role, participant::addType);
            }
            default -> about.addExtension(extension(participation, who));
        }
    }

    /** A primary care provider is the patient's general practitioner; anybody else takes part somehow. */
    private static void patient(Patient patient, Participation participation, Reference who) {
        boolean primary = participation.role() != null
                && participation.role().getCoding().stream()
                        .map(Coding::getCode)
                        .anyMatch(code -> "PP".equals(code) || "PCP".equals(code) || "FHCP".equals(code));
        boolean known = patient.getGeneralPractitioner().stream()
                .anyMatch(other -> who.hasReference() && who.getReference().equals(other.getReference()));
        if (primary && !known) {
            patient.addGeneralPractitioner(who);
        } else if (!known) {
            patient.addExtension(extension(participation, who));
        }
    }

    private static Extension extension(Participation participation, Reference who) {
        Extension extension = new Extension(PARTICIPANT);
        extension.addExtension("who", who);
        Mapping.accept(participation.role(), role -> extension.addExtension("role", role));
        if (!participation.period().isEmpty()) {
            extension.addExtension("period", participation.period());
        }
        return extension;
    }

    /** FHIR has the number alone; who gave it stays unread. */
    private static void onlyTheValue(Composite ei) {
        ei.forget();
        ei.get(1);
    }

    /** PRT-10 and PRT-16 to 20: a device that took part. */
    private static void device(Segment prt, DomainResource about, Mapping mapping) {
        Identifier identifier = mapping.identifiers.ei(prt.first(10));
        Identifier udi = mapping.identifiers.ei(prt.first(16));
        if (identifier == null && udi == null) {
            return;
        }
        Device device = new Device();
        Mapping.accept(identifier, device::addIdentifier);
        Mapping.accept(udi, number -> device.addUdiCarrier().setDeviceIdentifier(number.getValue()));
        onlyTheValue(prt.first(16));
        onlyTheValue(prt.first(21));
        Mapping.accept(mapping.time(prt, 17), device::setManufactureDateElement);
        Mapping.accept(mapping.time(prt, 18), device::setExpirationDateElement);
        Mapping.accept(prt.whole(19), device::setLotNumber);
        Mapping.accept(prt.whole(20), device::setSerialNumber);
        Mapping.accept(prt.first(21).get(1), device::setDistinctIdentifier);
        mapping.concept(prt, 22, null, device::setType);
        mapping.entries.add(
                device,
                Parties.key(udi != null ? udi : java.util.Objects.requireNonNull(identifier)),
                Entries.Telling.MENTION);
        Reference reference = Entries.reference(device);
        if (about instanceof Observation observation && !observation.hasDevice()) {
            observation.setDevice(reference);
        } else {
            about.addExtension("https://consentry.org/fhir/StructureDefinition/device", reference);
        }
    }
}
