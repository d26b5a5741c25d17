package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Where the resources come from: one Provenance for the source, one for the transformation. */
final class Provenances {

    static final String MAP_VERSION = "hl7v2-to-r4 1.0";
    private static final String AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private static final String TRANSFORMATION =
            "http://hl7.org/fhir/uv/v2mappings/CodeSystem/provenance-activity-type-v2-to-fhir";

    private Provenances() {}

    static void add(Segment msh, @Nullable Segment evn, Mapping mapping) {
        List<Reference> targets = new ArrayList<>();
        mapping.entries.all().forEach(entry -> targets.add(Entries.reference(entry.resource())));
        Provenance source = source(msh, evn, targets, mapping);
        mapping.entries.add(source, mapping.messageKey + "|source");
        if (evn != null) {
            mapping.own(evn, source);
        }
        mapping.entries.add(transformation(targets, mapping), mapping.messageKey + "|transformation");
    }

    private static Provenance source(Segment msh, @Nullable Segment evn, List<Reference> targets, Mapping mapping) {
        Provenance provenance = new Provenance().setTarget(targets);
        provenance.setRecordedElement(recorded(mapping));
        provenance.setActivity(new CodeableConcept().setText(mapping.header.type()));
        Reference sender = mapping.parties.namespace(msh.first(4));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(AGENT, "author", "Author")))
                .setWho(sender == null ? new Reference().setDisplay(mapping.context.tenant()) : sender);
        Mapping.accept(mapping.parties.organization(msh.first(22)), responsible -> provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(AGENT, "author", "Author")))
                .setWho(responsible));
        message(provenance, mapping);
        if (evn != null) {
            event(evn, provenance, mapping);
        }
        return provenance;
    }

    private static void event(Segment evn, Provenance provenance, Mapping mapping) {
        Mapping.accept(mapping.time(evn, 6), provenance::setOccurred);
        Mapping.accept(mapping.codes.mapped(evn.first(4), "event-reason", "0062"), provenance::addReason);
        for (Composite xcn : evn.all(5)) {
            Reference operator = mapping.parties.practitioner(xcn);
            if (operator != null) {
                provenance
                        .addAgent()
                        .setType(new CodeableConcept(new Coding(AGENT, "enterer", "Enterer")))
                        .setWho(operator);
            }
        }
        Composite place = evn.first(7);
        Mapping.accept(
                place.firstOf(1, 2),
                name -> provenance.setLocation(
                        new Reference().setType("Location").setDisplay(name)));
        if (evn.raw(1).equals(mapping.header.trigger())) {
            // What the message's type says already.
            evn.whole(1);
        }
        mapping.time(evn, 2);
    }

    /** PID-33 and PID-34: when and where the patient's record was last changed. */
    static void patientUpdate(Segment pid, Patient patient, Mapping mapping) {
        DateTimeType time = mapping.time(pid, 33);
        Reference facility = mapping.parties.namespace(pid.first(34));
        if (time == null && facility == null) {
            return;
        }
        Provenance provenance = new Provenance().addTarget(Entries.reference(patient));
        Mapping.accept(time, provenance::setOccurred);
        provenance.setRecordedElement(recorded(mapping));
        provenance.setActivity(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "UPDATE", "revise")));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(AGENT, "performer", "Performer")))
                .setWho(facility != null ? facility : new Reference().setDisplay(mapping.context.tenant()));
        mapping.entries.add(
                provenance,
                mapping.messageKey + "|patient-update|" + patient.getIdElement().getIdPart());
    }

    private static Provenance transformation(List<Reference> targets, Mapping mapping) {
        Provenance provenance = new Provenance().setTarget(new ArrayList<>(targets));
        provenance.setRecordedElement(recorded(mapping));
        provenance.setActivity(new CodeableConcept(new Coding(TRANSFORMATION, "v2-fhir-transformation", null)));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(AGENT, "assembler", "Assembler")))
                .setWho(new Reference()
                        .setType("Device")
                        .setDisplay("consentry-fhir-mappers, " + MAP_VERSION + ", profile "
                                + mapping.context.profile().name()));
        message(provenance, mapping);
        return provenance;
    }

    private static void message(Provenance provenance, Mapping mapping) {
        String id = mapping.header.controlId().isEmpty() ? mapping.messageKey : mapping.header.controlId();
        provenance
                .addEntity()
                .setRole(ProvenanceEntityRole.SOURCE)
                .setWhat(new Reference()
                        .setIdentifier(new Identifier().setValue(id))
                        .setDisplay("HL7 v2 " + mapping.header.version() + " message"));
    }

    /** There is no clock here: the message's own time, or the fact that it has none. */
    static InstantType recorded(Mapping mapping) {
        InstantType time = mapping.times.instant(mapping.header.time());
        if (time != null) {
            return time;
        }
        InstantType unknown = new InstantType();
        unknown.addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        return unknown;
    }
}
