package org.consentry.mappers.hl7v2;

import java.util.Locale;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** SCH: an appointment; its resources (AIS, AIG, AIL, AIP) follow. */
final class SchToAppointment implements SegmentMapper {

    private static final String STATUSES = "filler-status-codes-appointment";

    /** Of minutes, hours or days; what is above it is none of an appointment. */
    private static final int MOST_AMOUNT = 1_000_000;

    @Override
    public void map(Segment sch, Mapping mapping) {
        Appointment appointment = new Appointment();
        Mapping.accept(mapping.identifiers.ei(sch.first(1), "PLAC"), appointment::addIdentifier);
        Mapping.accept(mapping.identifiers.ei(sch.first(2), "FILL"), appointment::addIdentifier);
        reasons(sch, appointment, mapping);
        AppointmentTimes.of(sch, appointment, mapping);
        mapping.current.appointmentStatus = sch.populated(25);
        appointment.setStatus(status(sch, mapping));
        contact(sch, 12, "placer contact", appointment, mapping);
        contact(sch, 16, "filler contact", appointment, mapping);
        contact(sch, 20, "enterer", appointment, mapping);
        for (int field : new int[] {26, 27}) {
            for (Composite ei : sch.all(field)) {
                Identifier order = mapping.identifiers.ei(ei, field == 26 ? "PLAC" : "FILL");
                Mapping.accept(
                        order,
                        number -> appointment.addBasedOn(
                                new Reference().setType("ServiceRequest").setIdentifier(number)));
            }
        }
        Identifier first = appointment.getIdentifierFirstRep();
        mapping.entries.add(appointment, first.hasValue() ? Parties.key(first) : mapping.keyIn(sch));
        mapping.own(sch, appointment);
        mapping.current.appointment = appointment;
        mapping.current.subject = appointment;
    }

    private static void reasons(Segment sch, Appointment appointment, Mapping mapping) {
        mapping.concept(sch, 6, null, appointment::addReasonCode);
        CodeableConcept reason = mapping.codes.mapped(sch.first(7), "appointment-reason-codes", "0276");
        Mapping.accept(reason, appointment::addReasonCode);
        mapping.concept(sch, 8, "0277", appointment::setAppointmentType);
    }

    private static AppointmentStatus status(Segment sch, Mapping mapping) {
        AppointmentStatus told = status(sch, 25, mapping);
        if (told != null) {
            return told;
        }
        sch.unread(25);
        return switch (mapping.header.trigger()) {
            case "S15", "S16" -> AppointmentStatus.CANCELLED;
            case "S17" -> AppointmentStatus.ENTEREDINERROR;
            case "S26" -> AppointmentStatus.NOSHOW;
            case "S01", "S02" -> AppointmentStatus.PROPOSED;
            default -> AppointmentStatus.BOOKED;
        };
    }

    /** A filler's status, in whatever case it is written. */
    private static @Nullable AppointmentStatus status(Segment segment, int field, Mapping mapping) {
        String told = segment.text(field, "");
        String spelt = told.isEmpty()
                ? null
                : told.substring(0, 1).toUpperCase(Locale.ROOT)
                        + told.substring(1).toLowerCase(Locale.ROOT);
        // HL7's table has "Booked", senders "BOOKED" and "booked".
        String status = mapping.terminology.code(STATUSES, spelt);
        if (status == null) {
            status = mapping.translated(segment, field, STATUSES);
        }
        return status == null ? null : AppointmentStatus.fromCode(status);
    }

    private static void contact(Segment sch, int field, String role, Appointment appointment, Mapping mapping) {
        for (Reference person : mapping.parties.practitioners(sch.all(field))) {
            appointment
                    .addParticipant()
                    .setActor(person)
                    .setStatus(ParticipationStatus.ACCEPTED)
                    .addType(new CodeableConcept().setText(role));
        }
    }

    /** AIS: the service; AIG, AIL, AIP: what, where and who is booked for it. */
    static void resource(Segment segment, Mapping mapping) {
        Appointment appointment = mapping.current.appointment;
        if (appointment == null) {
            return;
        }
        mapping.own(segment, appointment);
        mapping.current.subject = appointment;
        if (mapping.says(segment, 2, "D", "A", "U", "X")) {
            // Told again as it was, so that it can be taken away: it takes no part in the appointment any more.
            segment.unread(2);
            return;
        }
        boolean service = segment.id().equals("AIS");
        AppointmentTimes.of(segment, service ? 4 : segment.id().equals("AIG") ? 8 : 6, appointment, mapping);
        switch (segment.id()) {
            case "AIS" -> {
                mapping.concept(segment, 3, null, appointment::addServiceType);
                serviceStatus(segment, appointment, mapping);
            }
            case "AIG" -> {
                String name = segment.first(3).firstOf(2, 1);
                participant(segment, name == null ? null : new Reference().setDisplay(name), 4, appointment, mapping);
            }
            case "AIL" ->
                segment.all(3)
                        .forEach(pl -> participant(segment, Locations.reference(pl, mapping), 4, appointment, mapping));
            default ->
                segment.all(3)
                        .forEach(xcn ->
                                participant(segment, mapping.parties.practitioner(xcn), 4, appointment, mapping));
        }
    }

    /** The service's own status is the appointment's where that tells none. */
    private static void serviceStatus(Segment ais, Appointment appointment, Mapping mapping) {
        AppointmentStatus told = ais.populated(10) ? status(ais, 10, mapping) : null;
        if (told != null && !mapping.current.appointmentStatus) {
            appointment.setStatus(told);
        } else {
            ais.unread(10);
        }
    }

    private static void participant(
            Segment segment, @Nullable Reference actor, int type, Appointment appointment, Mapping mapping) {
        if (actor == null) {
            return;
        }
        Appointment.AppointmentParticipantComponent participant =
                appointment.addParticipant().setActor(actor).setStatus(ParticipationStatus.NEEDSACTION);
        mapping.concept(segment, type, null, participant::addType);
        Mapping.accept(
                AppointmentTimes.period(segment, segment.id().equals("AIG") ? 8 : 6, mapping), participant::setPeriod);
        int status = segment.id().equals("AIG") ? 14 : 12;
        String told = segment.text(status, "").toLowerCase(Locale.ROOT);
        if (!told.equals("booked")) {
            segment.unread(status);
        }
        participant.setStatus(
                switch (told) {
                    case "booked", "started", "complete", "overbook" -> ParticipationStatus.ACCEPTED;
                    case "cancelled", "canceled", "dc", "discontinued", "deleted" -> ParticipationStatus.DECLINED;
                    case "pending", "waitlist" -> ParticipationStatus.TENTATIVE;
                    default -> ParticipationStatus.NEEDSACTION;
                });
    }

    /** The patient, who is told of after the appointment, and what FHIR requires. */
    static void complete(Appointment appointment, Mapping mapping) {
        Reference patient = mapping.current.patientReference();
        if (patient != null) {
            appointment.addParticipant().setActor(patient).setStatus(ParticipationStatus.ACCEPTED);
        }
        if (!appointment.hasParticipant()) {
            appointment
                    .addParticipant()
                    .setStatus(ParticipationStatus.NEEDSACTION)
                    .addType(new CodeableConcept().setText("unknown"));
        }
        AppointmentTimes.complete(appointment);
    }

    /** SCH-9 with SCH-10 in minutes. */
    static @Nullable Integer minutes(Segment segment, int field) {
        Integer number = Quantities.integer(segment.text(field), 1);
        if (number == null || number > MOST_AMOUNT) {
            return null;
        }
        String unit = segment.text(field + 1, "min").toLowerCase(java.util.Locale.ROOT);
        return switch (unit) {
            case "min", "m", "minute", "minutes", "mins" -> number;
            case "h", "hr", "hour", "hours" -> number * 60;
            case "s", "sec", "second", "seconds" -> number % 60 == 0 ? Integer.valueOf(number / 60) : null;
            case "d", "day", "days" -> number * 1440;
            default -> null;
        };
    }
}
