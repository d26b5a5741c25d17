package org.consentry.mappers.hl7v2;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/**
 * When an appointment is: SCH-11, TQ1-7 and TQ1-8, or the first resource's start and duration. FHIR wants start and
 * end together; what cannot be known says so.
 */
final class AppointmentTimes {

    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private AppointmentTimes() {}

    static void of(Segment sch, Appointment appointment, Mapping mapping) {
        Composite timing = sch.first(11);
        set(appointment, moment(timing, 4, mapping), moment(timing, 5, mapping));
        Integer minutes = SchToAppointment.minutes(sch, 9);
        if (minutes != null) {
            appointment.setMinutesDuration(minutes);
        } else {
            sch.unread(9);
            sch.unread(10);
        }
    }

    private static @Nullable InstantType moment(Composite timing, int component, Mapping mapping) {
        InstantType moment = mapping.times.instant(timing.get(component));
        if (moment == null) {
            timing.unread(component);
        }
        return moment;
    }

    /** Start and duration of a booked resource, from the field its start is in. */
    static void of(Segment segment, int field, Appointment appointment, Mapping mapping) {
        InstantType start = mapping.instant(segment, field);
        Integer minutes = SchToAppointment.minutes(segment, field + 3);
        if (minutes == null) {
            segment.unread(field + 3);
            segment.unread(field + 4);
        }
        if (minutes != null && !appointment.hasMinutesDuration()) {
            appointment.setMinutesDuration(minutes);
        }
        set(appointment, start, null);
    }

    /** When a booked resource is needed: from its start for its duration; null if it has no start of its own. */
    static @Nullable Period period(Segment segment, int field, Mapping mapping) {
        InstantType start = mapping.times.instant(segment.text(field));
        if (start == null) {
            return null;
        }
        Period period = new Period().setStartElement(new DateTimeType(start.getValueAsString()));
        Integer minutes = SchToAppointment.minutes(segment, field + 3);
        if (minutes != null) {
            period.setEndElement(new DateTimeType(later(start, minutes)));
        }
        return period;
    }

    private static String later(InstantType start, int minutes) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                OffsetDateTime.parse(start.getValueAsString()).plusMinutes(minutes));
    }

    static void set(Appointment appointment, @Nullable InstantType start, @Nullable InstantType end) {
        if (start != null && !appointment.hasStart()) {
            appointment.setStartElement(start);
        }
        if (end != null && !appointment.hasEnd()) {
            appointment.setEndElement(end);
        }
    }

    static void complete(Appointment appointment) {
        if (appointment.hasStart() && !appointment.hasEnd() && appointment.hasMinutesDuration()) {
            appointment.setEndElement(
                    new InstantType(later(appointment.getStartElement(), appointment.getMinutesDuration())));
        }
        if (appointment.hasStart()
                && appointment.hasEnd()
                && appointment
                        .getStart()
                        .toInstant()
                        .isAfter(appointment.getEnd().toInstant())) {
            appointment.setEndElement(null);
        }
        boolean open = appointment.getStatus() == AppointmentStatus.PROPOSED
                || appointment.getStatus() == AppointmentStatus.CANCELLED
                || appointment.getStatus() == AppointmentStatus.WAITLIST;
        if (open && !appointment.hasStart() && !appointment.hasEnd()) {
            return;
        }
        if (!appointment.hasStart()) {
            appointment.setStartElement(unknown());
        }
        if (!appointment.hasEnd()) {
            appointment.setEndElement(unknown());
        }
    }

    private static InstantType unknown() {
        InstantType unknown = new InstantType();
        unknown.addExtension(ABSENT, new CodeType("unknown"));
        return unknown;
    }
}
