package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.Concept;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** PV1: the visit. Known by its visit number, else the alternate visit id, else patient and time of admission. */
final class Pv1ToEncounter implements SegmentMapper {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    @Override
    public void map(Segment pv1, Mapping mapping) {
        if (saysNothing(pv1)) {
            // Some events must have a PV1: "not applicable" and nothing else is no visit that is under way.
            Mapping.accept(mapping.current.patient, patient -> mapping.own(pv1, patient));
            return;
        }
        Encounter encounter = new Encounter();
        identify(pv1, encounter, mapping);
        encounter.setClass_(patientClass(pv1, mapping));
        Period period = mapping.period(pv1, 44, 45);
        if (period.hasEnd() && mapping.header.isEvent("ADT", "A13")) {
            // The discharge that is being canceled.
            period.setEndElement(null);
            pv1.unread(45);
        }
        if (!period.isEmpty()) {
            encounter.setPeriod(period);
        }
        encounter.setStatus(status(pv1, encounter, mapping));
        mapping.concept(pv1, 4, "0007", encounter::addType);
        mapping.concept(pv1, 10, "0069", encounter::setServiceType);
        participants(pv1, encounter, mapping);
        locations(pv1, encounter, mapping);
        hospitalization(pv1, encounter, mapping);
        Mapping.accept(mapping.current.patientReference(), encounter::setSubject);
        mapping.concept(pv1, 20, "0064", concept -> encounter.addExtension(OWN + "financial-class", concept));
        mapping.concept(pv1, 18, "0018", concept -> encounter.addExtension(OWN + "patient-type", concept));
        mapping.concept(pv1, 41, "0117", concept -> encounter.addExtension(OWN + "account-status", concept));
        Mapping.accept(pv1.whole(53), text -> encounter.addExtension(OWN + "service-episode", new StringType(text)));
        Mapping.accept(
                mapping.identifiers.cx(pv1.first(54)),
                episode -> encounter.addEpisodeOfCare(
                        new Reference().setType("EpisodeOfCare").setIdentifier(episode)));
        mapping.own(pv1, encounter);
        mapping.current.encounter = encounter;
        mapping.current.subject = encounter;
    }

    private static boolean saysNothing(Segment pv1) {
        for (int field = 3; field <= pv1.size(); field++) {
            if (pv1.populated(field)) {
                return false;
            }
        }
        return "N".equals(pv1.text(2));
    }

    private static void identify(Segment pv1, Encounter encounter, Mapping mapping) {
        Composite visit = pv1.first(19);
        Composite alternate = pv1.first(50);
        Identifier number = mapping.identifiers.cx(visit);
        if (number != null) {
            if (!number.hasType()) {
                mapping.identifiers.type(number, "VN");
            }
            encounter.addIdentifier(number);
        }
        Mapping.accept(mapping.identifiers.cx(alternate), encounter::addIdentifier);
        String key = PatientKey.key(visit, mapping);
        if (key == null) {
            key = PatientKey.key(alternate, mapping);
        }
        if (key == null && pv1.text(44) != null) {
            key = mapping.current.patientKey + "|" + pv1.text(44);
        }
        if (key == null) {
            mapping.report.note(
                    Report.place(pv1, 19),
                    "visit-without-identifier",
                    "The visit has no number and no time of admission");
            key = mapping.keyIn(pv1);
        }
        Entries.Telling telling =
                mapping.header.tellsPatientState() ? Entries.Telling.SNAPSHOT : Entries.Telling.MENTION;
        mapping.entries.add(encounter, key, telling);
        mapping.current.encounterKey = key;
    }

    private static Coding patientClass(Segment pv1, Mapping mapping) {
        Composite cwe = pv1.first(2);
        Concept concept = mapping.terminology
                .translate("patient-class-encounter-class", cwe.get(1))
                .orElse(null);
        if (concept != null) {
            return concept.coding();
        }
        Coding coding = mapping.codes.coding(cwe, "0004");
        return coding != null
                ? coding
                : new Coding("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNK", "unknown");
    }

    private static EncounterStatus status(Segment pv1, Encounter encounter, Mapping mapping) {
        if (mapping.header.is("ADT")) {
            String event = mapping.terminology.code("event-encounter-status", mapping.header.trigger());
            if (event != null) {
                return EncounterStatus.fromCode(event);
            }
        }
        if (encounter.getPeriod().hasEnd()) {
            return EncounterStatus.FINISHED;
        }
        String byClass = mapping.terminology.code("patient-class-encounter-status", pv1.text(2));
        return byClass == null ? EncounterStatus.UNKNOWN : EncounterStatus.fromCode(byClass);
    }

    private static void participants(Segment pv1, Encounter encounter, Mapping mapping) {
        participant(pv1, 7, "ATND", "attender", encounter, mapping);
        participant(pv1, 8, "REF", "referrer", encounter, mapping);
        participant(pv1, 9, "CON", "consultant", encounter, mapping);
        participant(pv1, 17, "ADM", "admitter", encounter, mapping);
        participant(pv1, 52, "PART", "Participation", encounter, mapping);
    }

    static void participant(
            Segment segment, int field, String code, String display, Encounter encounter, Mapping mapping) {
        for (Reference person : mapping.parties.practitioners(segment.all(field))) {
            encounter
                    .addParticipant()
                    .setIndividual(person)
                    .addType(new CodeableConcept(new Coding(PARTICIPATION, code, display)));
        }
    }

    private static void locations(Segment pv1, Encounter encounter, Mapping mapping) {
        location(pv1, 3, assigned(pv1, encounter), encounter, mapping);
        mapping.concept(pv1, 39, null, facility -> encounter.addExtension(OWN + "servicing-facility", facility));
        bedStatus(pv1, encounter, mapping);
        location(pv1, 6, EncounterLocationStatus.COMPLETED, encounter, mapping);
        location(pv1, 11, occupied(encounter), encounter, mapping);
        location(pv1, 42, EncounterLocationStatus.RESERVED, encounter, mapping);
        location(pv1, 43, EncounterLocationStatus.COMPLETED, encounter, mapping);
    }

    private static @Nullable EncounterLocationStatus assigned(Segment pv1, Encounter encounter) {
        return "P".equals(pv1.text(2)) ? EncounterLocationStatus.PLANNED : occupied(encounter);
    }

    /** Who has left is in no bed any more; who was never there, never was. */
    private static @Nullable EncounterLocationStatus occupied(Encounter encounter) {
        return switch (encounter.getStatus()) {
            case FINISHED -> EncounterLocationStatus.COMPLETED;
            case CANCELLED, ENTEREDINERROR -> null;
            default -> EncounterLocationStatus.ACTIVE;
        };
    }

    private static void bedStatus(Segment pv1, Encounter encounter, Mapping mapping) {
        Coding status = mapping.codes.coding(pv1.first(40), "0116");
        Location bed = encounter.hasLocation()
                ? mapping.entries.at(
                        Location.class, encounter.getLocation().get(0).getLocation())
                : null;
        if (status != null && bed != null) {
            bed.setOperationalStatus(status);
        } else if (status != null) {
            encounter.addExtension(OWN + "bed-status", new CodeableConcept(status));
        }
    }

    static void location(
            Segment segment,
            int field,
            @Nullable EncounterLocationStatus status,
            Encounter encounter,
            Mapping mapping) {
        Reference reference = Locations.reference(segment.first(field), mapping);
        if (reference != null) {
            encounter.addLocation().setLocation(reference).setStatus(status);
        }
    }

    private static void hospitalization(Segment pv1, Encounter encounter, Mapping mapping) {
        Encounter.EncounterHospitalizationComponent stay = new Encounter.EncounterHospitalizationComponent();
        Mapping.accept(mapping.identifiers.cx(pv1.first(5)), stay::setPreAdmissionIdentifier);
        mapping.concept(pv1, 13, "0092", stay::setReAdmission);
        mapping.concept(pv1, 14, "0023", stay::setAdmitSource);
        for (Composite cwe : pv1.all(15)) {
            Mapping.accept(mapping.codes.mapped(cwe, "ambulatory-status", "0009"), stay::addSpecialArrangement);
        }
        mapping.concept(pv1, 16, "0099", stay::addSpecialCourtesy);
        mapping.concept(pv1, 36, "0112", stay::setDischargeDisposition);
        mapping.concept(pv1, 38, "0114", stay::addDietPreference);
        Composite destination = pv1.first(37);
        String name = destination.firstOf(2, 1);
        if (name != null) {
            stay.setDestination(new Reference().setType("Location").setDisplay(name));
        }
        if (!stay.isEmpty()) {
            encounter.setHospitalization(stay);
        }
    }
}
