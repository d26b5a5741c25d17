package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * PRT and ROL, read alike: who takes part in what the segment before told of, as what, for whom and where.
 *
 * @param role what as; null if not told
 * @param who the practitioner, or their PractitionerRole if more than a name is told; else the organization; null if
 *     neither is told
 */
record Participation(
        @Nullable CodeableConcept role, @Nullable Reference who, Period period) {

    /** Field numbers of one kind of segment. */
    private record Fields(
            int role,
            int person,
            int begin,
            int type,
            int unit,
            int organization,
            int location,
            int address,
            int phone) {

        /** What a PractitionerRole tells, and nothing where there is none. */
        List<Integer> roleFields(Segment segment) {
            int last = segment.id().equals("PRT") ? 23 : 8;
            return List.of(1, type, unit, organization, location, address, phone, last);
        }
    }

    private static final Fields PRT = new Fields(4, 5, 11, 6, 7, 8, 9, 14, 15);
    private static final Fields ROL = new Fields(3, 4, 5, 9, 10, 14, 13, 11, 12);

    static Participation of(Segment segment, Mapping mapping) {
        Fields fields = segment.id().equals("PRT") ? PRT : ROL;
        CodeableConcept role = mapping.codes.mapped(
                segment.first(fields.role), "provider-role", segment.id().equals("PRT") ? "0912" : "0443");
        List<Reference> people = mapping.parties.practitioners(segment.all(fields.person));
        Reference organization = mapping.parties.organization(segment.first(fields.organization));
        Period period = mapping.period(segment, fields.begin, fields.begin + 1);
        if (people.isEmpty()) {
            fields.roleFields(segment).stream()
                    .filter(field -> field != fields.organization)
                    .forEach(segment::unread);
            return new Participation(role, organization, period);
        }
        Reference person = people.get(0);
        for (int further = 1; further < people.size(); further++) {
            // A participation is one person's; the field stays as it was sent beside the first.
            segment.unread(fields.person);
        }
        PractitionerRole more = role(segment, fields, organization, mapping);
        if (more.isEmpty()) {
            return new Participation(role, person, period);
        }
        if (!person.hasReference()) {
            fields.roleFields(segment).forEach(segment::unread);
            return new Participation(role, person, period);
        }
        more.setPractitioner(person);
        if (!period.isEmpty()) {
            more.setPeriod(period.copy());
        }
        if (role != null) {
            more.addCode(role.copy());
        }
        String key = person.getReference() + "|" + segment.first(fields.role).get(1, "") + "|"
                + segment.first(fields.organization).firstOf(10, 3, 1);
        mapping.entries.add(more, key, Entries.Telling.MENTION);
        return new Participation(role, Entries.reference(more).setDisplay(person.getDisplay()), period);
    }

    private static PractitionerRole role(
            Segment segment, Fields fields, @Nullable Reference organization, Mapping mapping) {
        PractitionerRole more = new PractitionerRole();
        Mapping.accept(organization, more::setOrganization);
        Mapping.accept(Locations.reference(segment.first(fields.location), mapping), more::addLocation);
        mapping.concept(segment, fields.type, null, more::addSpecialty);
        mapping.concept(
                segment,
                fields.unit,
                "0406",
                unit -> more.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/organization-unit-type", unit));
        List<ContactPoint> phones = new ArrayList<>();
        for (Composite xtn : segment.all(fields.phone)) {
            Mapping.accept(mapping.addresses.xtn(xtn), phones::add);
        }
        more.setTelecom(phones);
        Mapping.accept(
                mapping.addresses.xad(segment.first(fields.address)),
                address -> more.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/participation-address", address));
        if (segment.id().equals("PRT")) {
            mapping.concept(
                    segment,
                    23,
                    "0185",
                    method -> more.addExtension(
                            "https://consentry.org/fhir/StructureDefinition/preferred-contact-method", method));
        } else {
            mapping.concept(
                    segment,
                    8,
                    null,
                    reason -> more.addExtension(
                            "https://consentry.org/fhir/StructureDefinition/role-action-reason", reason));
        }
        boolean global = segment.peek(1).get(2) != null;
        Identifier instance = global ? mapping.identifiers.ei(segment.first(1)) : null;
        if (instance != null) {
            more.addIdentifier(instance);
        }
        return more;
    }
}
