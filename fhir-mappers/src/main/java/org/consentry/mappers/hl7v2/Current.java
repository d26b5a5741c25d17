package org.consentry.mappers.hl7v2;

import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;

/** Where in the message the walk is: what the next segment belongs to. */
final class Current {

    @Nullable
    Patient patient;

    /** The patient's business key, of which keys of what belongs to the patient are made. */
    String patientKey = "";

    @Nullable
    Encounter encounter;

    String encounterKey = "";

    @Nullable
    Order order;

    @Nullable
    Specimen specimen;

    /** Messages about specimens (OUL^R22, OML^O33) tell one first, and then all orders on it, until the next one. */
    boolean specimenLeads;

    @Nullable
    DocumentReference document;

    @Nullable
    Immunization immunization;

    /** The medication order, dispense or administration that RXR, RXC and TQ1 add to. */
    @Nullable
    DomainResource medication;

    @Nullable
    Appointment appointment;

    /** Whether the appointment itself said where it stands. */
    boolean appointmentStatus;

    @Nullable
    ServiceRequest referral;

    @Nullable
    Coverage coverage;

    /** The record of a master file that is being told. */
    @Nullable
    MasterRecord master;

    /** What a comment (NTE), participation (PRT) or role (ROL) that follows is about. */
    @Nullable
    DomainResource subject;

    /** Forgets everything that belongs to the patient before: another PID starts. */
    void startPatient() {
        patient = null;
        encounter = null;
        encounterKey = "";
        specimenLeads = false;
        startOrder(null);
    }

    void startOrder(@Nullable Order next) {
        order = next;
        if (!specimenLeads) {
            specimen = null;
        }
        document = null;
        immunization = null;
        medication = null;
    }

    /** The patient, or that nobody knows which, where FHIR requires one. */
    Reference patientOrUnknown() {
        Reference known = patientReference();
        return known != null ? known : new Reference().setType("Patient").setDisplay("unknown");
    }

    /** An order without a patient must not take away the patient that is known of it. */
    Entries.Telling telling() {
        return patient == null ? Entries.Telling.MENTION : Entries.Telling.SNAPSHOT;
    }

    @Nullable
    Reference patientReference() {
        return patient == null ? null : Entries.reference(patient);
    }

    @Nullable
    Reference encounterReference() {
        return encounter == null ? null : Entries.reference(encounter);
    }
}
