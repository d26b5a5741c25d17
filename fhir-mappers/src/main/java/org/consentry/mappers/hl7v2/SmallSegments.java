package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;

/** Segments that add one thing to what went before. */
final class SmallSegments {

    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private SmallSegments() {}

    /** A segment whose fields FHIR has no elements for: they stay with what it is about, as they were sent. */
    static void kept(Segment segment, Mapping mapping) {
        DomainResource about = mapping.current.subject != null ? mapping.current.subject : mapping.current.patient;
        // A receiver may take nothing from a mention: what is only put there would be lost.
        if (about != null && !mapping.entries.mentions(about)) {
            mapping.own(segment, about);
        }
    }

    /** ARV: access is restricted. The resource says so by its label, and the restriction is kept as it was sent. */
    static void accessRestriction(Segment arv, Mapping mapping) {
        DomainResource about = mapping.current.subject;
        if (about == null) {
            return;
        }
        mapping.own(arv, about);
        boolean lifted = mapping.says(arv, 2, "D", "A", "U", "X");
        if (!lifted && about.getMeta().getSecurity(CONFIDENTIALITY, "R") == null) {
            about.getMeta().addSecurity(new Coding(CONFIDENTIALITY, "R", "restricted"));
        }
        arv.unread(2);
    }

    /** PDA: what the patient died of. */
    static void death(Segment pda, Mapping mapping) {
        Patient patient = mapping.current.patient;
        if (patient == null) {
            return;
        }
        for (Composite cwe : pda.all(1)) {
            Observation cause = new Observation()
                    .setStatus(Observation.ObservationStatus.FINAL)
                    .setSubject(Entries.reference(patient))
                    .setCode(new CodeableConcept(new Coding(
                            "http://loinc.org", "69453-9", "Cause of death [US Standard Certificate of Death]")));
            Mapping.accept(mapping.codes.concept(cwe), cause::setValue);
            Mapping.accept(mapping.time(pda, 4), cause::setEffective);
            mapping.entries.add(cause, mapping.current.patientKey + "|cause-of-death|" + cwe.firstOf(1, 2));
        }
        mapping.own(pda, patient);
    }

    /** NPU: whether a bed is free. */
    static void bed(Segment npu, Mapping mapping) {
        Reference place = Locations.reference(npu.first(1), mapping);
        Location bed = place == null ? null : mapping.entries.at(Location.class, place);
        if (bed == null) {
            kept(npu, mapping);
            return;
        }
        mapping.own(npu, bed);
        Mapping.accept(mapping.codes.coding(npu.first(2), "0116"), bed::setOperationalStatus);
    }

    /** SAC: the vessel a specimen is in. */
    static void container(Segment sac, Mapping mapping) {
        Specimen specimen = mapping.current.specimen;
        if (specimen == null) {
            kept(sac, mapping);
            return;
        }
        mapping.own(sac, specimen);
        Specimen.SpecimenContainerComponent container = specimen.addContainer();
        for (int field : new int[] {3, 4}) {
            Mapping.accept(mapping.identifiers.ei(sac.first(field)), container::addIdentifier);
        }
        Identifier accession = mapping.identifiers.ei(sac.first(2));
        if (accession != null && !specimen.hasAccessionIdentifier()) {
            specimen.setAccessionIdentifier(accession);
        }
        if (container.isEmpty()) {
            specimen.getContainer().remove(container);
        }
    }

    /** GOL: what is to be reached. */
    static void goal(Segment gol, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        Goal goal = new Goal().setSubject(mapping.current.patientReference());
        goal.setLifecycleStatus(
                mapping.says(gol, 1, "DE", "AD", "UP", "UN")
                        ? Goal.GoalLifecycleStatus.ENTEREDINERROR
                        : Goal.GoalLifecycleStatus.ACTIVE);
        mapping.concept(gol, 3, null, goal::setDescription);
        if (!goal.hasDescription()) {
            goal.getDescription().setText("unknown");
        }
        Mapping.accept(mapping.identifiers.ei(gol.first(4)), goal::addIdentifier);
        Goals.more(gol, goal, mapping);
        String key = goal.hasIdentifier()
                ? Parties.key(goal.getIdentifierFirstRep())
                : gol.first(3).get(1, "");
        mapping.entries.addApart(goal, mapping.current.patientKey + "|goal|" + key);
        mapping.own(gol, goal);
        mapping.current.subject = goal;
    }

    /** PD1-7: a living will, as an observation. */
    static void livingWill(Segment pd1, Patient patient, Mapping mapping) {
        CodeableConcept will = mapping.codes.concept(pd1.first(7), "0315");
        if (will == null) {
            return;
        }
        Observation observation = new Observation()
                .setStatus(Observation.ObservationStatus.FINAL)
                .setSubject(Entries.reference(patient))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "75320-2", "Advance directive")));
        observation.setValue(will);
        mapping.entries.add(observation, mapping.current.patientKey + "|living-will");
    }
}
