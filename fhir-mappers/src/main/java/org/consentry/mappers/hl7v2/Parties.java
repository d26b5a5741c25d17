package org.consentry.mappers.hl7v2;

import java.util.List;
import java.util.function.Consumer;
import org.consentry.mappers.hl7v2.datatype.Names;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Practitioners and organizations that a message names in passing.
 *
 * <p>Who has an identifier and a name becomes a resource, one per identifier however often it is named; an identifier
 * alone becomes a logical reference, a name alone a display. So a message does not leave a trail of stubs that can
 * never be told apart.
 */
final class Parties {

    private static final String FACILITY = "https://consentry.org/fhir/StructureDefinition/assigning-facility";

    /** A message that names one party in more ways than these is none an honest sender sends. */
    private static final int MOST_TELLINGS = 20;

    private final Mapping mapping;

    Parties(Mapping mapping) {
        this.mapping = mapping;
    }

    /** An XCN: a person with an id. */
    @Nullable
    Reference practitioner(Composite xcn) {
        String id = xcn.get(1);
        if (id == null) {
            String shown = mapping.names.shown(xcn);
            return shown == null
                    ? null
                    : new Reference().setType("Practitioner").setDisplay(shown);
        }
        HumanName name = mapping.names.xcn(xcn);
        xcn.get(1);
        Reference reference = practitioner(xcnIdentifier(xcn, id), name);
        Practitioner practitioner = mapping.entries.at(Practitioner.class, reference);
        if (practitioner != null && !practitioner.hasQualification() && xcn.get(7) != null) {
            // HL7's XCN[Practitioner]; the name keeps it as a suffix too, the way it is written.
            Mapping.accept(
                    mapping.codes.concept(xcn.sub(7), "0360"),
                    degree -> practitioner.addQualification().setCode(degree));
        }
        return reference;
    }

    /** A CNN: the same with subcomponents, as in NDL. */
    @Nullable
    Reference cnn(Composite cnn) {
        HumanName name = mapping.names.cnn(cnn);
        String id = cnn.get(1);
        if (id == null) {
            Names.family(cnn.sub(2));
            return name == null ? null : new Reference().setType("Practitioner").setDisplay(Names.display(name));
        }
        Identifier identifier = new Identifier().setValue(id);
        String authority = cnn.firstOf(10, 9);
        if (authority != null) {
            identifier.setSystem(mapping.terminology.namespace(authority));
        }
        return practitioner(identifier, name);
    }

    private Reference practitioner(Identifier identifier, @Nullable HumanName name) {
        if (name == null) {
            return new Reference().setType("Practitioner").setIdentifier(identifier);
        }
        String key = key(identifier);
        Practitioner known = mapping.entries.find(Practitioner.class, key);
        if (known == null) {
            known = mapping.entries.add(
                    new Practitioner().addIdentifier(identifier).addName(name), key, Entries.Telling.MENTION);
        } else {
            // Named again: what this place says of the person more than the one before is not lost.
            again(known.getName(), name, known::addName);
            again(known.getIdentifier(), identifier, known::addIdentifier);
        }
        return Entries.reference(known).setDisplay(Names.display(name));
    }

    /** All XCN repetitions of a field. */
    List<Reference> practitioners(List<Composite> xcns) {
        return xcns.stream()
                .map(this::practitioner)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    /** The first who is named, where FHIR has room for one; further repetitions stay unread. */
    void first(Segment segment, int field, Consumer<Reference> to) {
        boolean found = false;
        for (Composite xcn : segment.all(field)) {
            Reference one = found ? null : practitioner(xcn);
            if (one != null) {
                to.accept(one);
                found = true;
            }
        }
    }

    private Identifier xcnIdentifier(Composite xcn, String id) {
        Identifier identifier = new Identifier().setValue(id);
        String system = mapping.identifiers.uri(xcn.sub(9));
        if (system == null && xcn.peek(9) == null && Terminology.isOid(String.valueOf(xcn.peek(8)))) {
            system = mapping.terminology.namespace(xcn.get(8, ""));
        }
        if (system == null && "NPI".equals(xcn.get(13))) {
            system = "http://hl7.org/fhir/sid/us-npi";
        }
        if (system != null) {
            identifier.setSystem(system);
        }
        mapping.identifiers.assigner(identifier, xcn.sub(9), 1);
        mapping.identifiers.type(identifier, xcn.get(13));
        mapping.identifiers.checkDigit(identifier, xcn.get(11), xcn.get(12));
        Mapping.accept(Locations.facility(xcn.sub(14), mapping), place -> identifier.addExtension(FACILITY, place));
        return identifier;
    }

    /** An XON: an organization. */
    @Nullable
    Reference organization(Composite xon) {
        String name = xon.get(1);
        String id = xon.firstOf(10, 3);
        Reference facility = Locations.facility(xon.sub(8), mapping);
        if (id == null) {
            if (name == null && facility == null) {
                return null;
            }
            Reference reference = new Reference().setType("Organization").setDisplay(name);
            Mapping.accept(facility, place -> reference.addExtension(FACILITY, place));
            return reference;
        }
        Identifier identifier = new Identifier().setValue(id);
        Mapping.accept(facility, place -> identifier.addExtension(FACILITY, place));
        Mapping.accept(mapping.identifiers.uri(xon.sub(6)), identifier::setSystem);
        mapping.identifiers.assigner(identifier, xon.sub(6), 1);
        mapping.identifiers.type(identifier, xon.get(7));
        mapping.identifiers.checkDigit(identifier, xon.get(4), xon.get(5));
        return organization(identifier, name);
    }

    /** A coded organization, such as a vaccine's manufacturer. */
    @Nullable
    Reference codedOrganization(Composite cwe) {
        String name = cwe.firstOf(2, 1);
        if (name == null) {
            return null;
        }
        Reference reference = new Reference().setType("Organization").setDisplay(name);
        String code = cwe.get(1);
        String system = cwe.get(3);
        if (code != null && system != null) {
            reference.setIdentifier(new Identifier()
                    .setSystem(mapping.terminology.codeSystem(system))
                    .setValue(code));
        }
        return reference;
    }

    /** An HD naming an organization, such as a sending facility. */
    @Nullable
    Reference namespace(Composite hd) {
        String name = hd.get(1);
        String system = mapping.identifiers.uri(hd);
        if (system == null) {
            return null;
        }
        Reference reference = new Reference().setType("Organization");
        if (hd.get(2) != null) {
            reference.setIdentifier(
                    new Identifier().setSystem("urn:ietf:rfc:3986").setValue(system));
        }
        return name == null ? reference : reference.setDisplay(name);
    }

    Reference organization(Identifier identifier, @Nullable String name) {
        if (name == null) {
            return new Reference().setType("Organization").setIdentifier(identifier);
        }
        String key = key(identifier);
        Organization known = mapping.entries.find(Organization.class, key);
        if (known == null) {
            known = mapping.entries.add(
                    new Organization().setName(name).addIdentifier(identifier), key, Entries.Telling.MENTION);
        } else {
            again(known.getIdentifier(), identifier, known::addIdentifier);
            if (!name.equals(known.getName())
                    && !known.hasAlias(name)
                    && known.getAlias().size() < MOST_TELLINGS) {
                known.addAlias(name);
            }
        }
        return Entries.reference(known).setDisplay(name);
    }

    private static <T extends Base> void again(List<T> known, T told, Consumer<T> add) {
        if (known.size() < MOST_TELLINGS && known.stream().noneMatch(told::equalsDeep)) {
            add.accept(told);
        }
    }

    /** Where an organization is, told once however often it is named. */
    static void address(Organization organization, Address address) {
        if (address.getUse() == Address.AddressUse.HOME) {
            // No organization has a home (org-2).
            address.setUse(null);
        }
        again(organization.getAddress(), address, organization::addAddress);
    }

    static String key(Identifier identifier) {
        return (identifier.hasSystem() ? identifier.getSystem() : "") + "|" + identifier.getValue();
    }
}
