package org.consentry.mappers.ccda;

import java.util.List;
import java.util.function.Consumer;
import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.datatype.Names;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Practitioners, organizations and devices that a document names.
 *
 * <p>Who has an identifier and a name becomes a resource, one per identifier however often it is named; an identifier
 * alone becomes a logical reference, a name alone a display. So a document does not leave a trail of stubs.
 */
final class Parties {

    private static final List<String> PERSONS = List.of("assignedPerson", "associatedPerson", "relatedPerson");
    private static final List<String> ROLES =
            List.of("assignedAuthor", "assignedEntity", "associatedEntity", "relatedEntity", "intendedRecipient");
    private static final List<String> ORGANIZATIONS =
            List.of("representedOrganization", "scopingOrganization", "receivedOrganization");

    private static final List<String> CLINICAL = List.of("ASSIGNED", "PROV", "PAYOR", "UNDWRT", "SGNOFF", "QUAL");

    /** A document that names one party in more ways than these is none an honest sender sends. */
    private static final int MOST_TELLINGS = 20;

    private final Document document;
    private final Employment employment;

    Parties(Document document) {
        this.document = document;
        this.employment = new Employment(document);
    }

    /** The role that a participation (author, performer, informant…) is about, or null. */
    static @Nullable Element role(Element participation) {
        for (String name : ROLES) {
            Element role = participation.child(name);
            if (role != null) {
                return role;
            }
        }
        return null;
    }

    /** True if who plays the role does so by profession. */
    static boolean clinical(Element role) {
        return role.name().startsWith("assigned") || CLINICAL.contains(String.valueOf(role.attribute("classCode")));
    }

    /** Whether a reference is to a resource of a type. */
    static boolean is(Reference reference, String type) {
        return type.equals(reference.getType())
                || (reference.hasReference() && reference.getReference().startsWith(type + "/"));
    }

    /** Whoever takes part: a person, else a device, else the organization; null if nobody is named. */
    @Nullable
    Reference of(Element participation) {
        Element role = ROLES.contains(participation.name()) ? participation : role(participation);
        if (role == null) {
            return null;
        }
        Reference person = person(role);
        if (person != null) {
            employment.tell(role, person);
            return person;
        }
        Reference organization = organizationOf(role);
        return organization != null ? organization : Devices.author(role, document);
    }

    /** Who wrote: the patient, if the role has one of the patient's own numbers, else whoever takes part. */
    @Nullable
    Reference author(Element participation) {
        Element role = role(participation);
        if (role != null && document.patient != null) {
            for (Identifier id : document.ids.identifiers(role)) {
                if (document.patient.getIdentifier().stream().anyMatch(id::equalsDeep)) {
                    return document.subject();
                }
            }
        }
        return of(participation);
    }

    /** The person alone. */
    @Nullable
    Reference person(Element role) {
        if (role.child("assignedAuthoringDevice") != null) {
            return Devices.author(role, document);
        }
        HumanName name = null;
        for (String kind : PERSONS) {
            name = name == null ? document.names.first(role.child(kind)) : name;
        }
        List<Identifier> ids = document.ids.identifiers(role);
        if (ids.isEmpty()) {
            return name == null ? null : new Reference().setType("Practitioner").setDisplay(Names.display(name));
        }
        if (role.name().equals("relatedEntity") || (role.name().equals("associatedEntity") && !clinical(role))) {
            for (Element id : role.children("id")) {
                id.unread("root");
                id.unread("extension");
            }
            return name == null ? null : new Reference().setDisplay(Names.display(name));
        }
        if (name == null) {
            boolean organizational = ORGANIZATIONS.stream().anyMatch(kind -> role.child(kind) != null);
            return organizational
                    ? null
                    : new Reference().setType("Practitioner").setIdentifier(ids.get(0));
        }
        return practitioner(role, ids, name);
    }

    private Reference practitioner(Element role, List<Identifier> ids, HumanName name) {
        String key = Ids.key(best(ids));
        Practitioner known = document.entries.find(Practitioner.class, key);
        if (known == null) {
            Practitioner practitioner = new Practitioner().setIdentifier(ids).addName(name);
            practitioner.setTelecom(document.contacts.telecoms(role));
            practitioner.setAddress(document.contacts.addresses(role));
            document.concept(
                    role.child("code"), code -> practitioner.addQualification().setCode(code));
            known = document.entries.add(practitioner, key, Entries.Telling.MENTION);
        } else {
            // Named again: what this place says more than the one before is not lost.
            again(known.getIdentifier(), ids, known::addIdentifier);
            again(known.getName(), List.of(name), known::addName);
            again(known.getTelecom(), document.contacts.telecoms(role), known::addTelecom);
            again(known.getAddress(), document.contacts.addresses(role), known::addAddress);
            Practitioner practitioner = known;
            document.concept(role.child("code"), code -> qualified(practitioner, code));
        }
        return Entries.reference(known).setDisplay(Names.display(name));
    }

    private static void qualified(Practitioner practitioner, CodeableConcept code) {
        boolean known = practitioner.getQualification().stream()
                .anyMatch(one -> one.getCode().equalsDeep(code));
        if (!known && practitioner.getQualification().size() < MOST_TELLINGS) {
            practitioner.addQualification().setCode(code);
        }
    }

    private static <T extends Base> void again(List<T> known, List<T> told, Consumer<T> add) {
        for (T one : told) {
            if (known.size() < MOST_TELLINGS && known.stream().noneMatch(one::equalsDeep)) {
                add.accept(one);
            }
        }
    }

    /** The organization that a role is played for, or null. */
    @Nullable
    Reference organizationOf(@Nullable Element role) {
        if (role == null) {
            return null;
        }
        for (String kind : ORGANIZATIONS) {
            Element organization = role.child(kind);
            if (organization != null) {
                return organization(organization);
            }
        }
        return null;
    }

    /** An organization, or null if neither an id nor a name is told. */
    @Nullable
    Reference organization(@Nullable Element organization) {
        return organization(organization, 0);
    }

    private @Nullable Reference organization(@Nullable Element organization, int depth) {
        if (organization == null) {
            return null;
        }
        Element called = organization.child("name");
        String name = called == null ? null : called.allText();
        List<Identifier> ids = document.ids.identifiers(organization);
        if (ids.isEmpty()) {
            return name == null ? null : new Reference().setType("Organization").setDisplay(name);
        }
        if (name == null) {
            return new Reference().setType("Organization").setIdentifier(ids.get(0));
        }
        String key = Ids.key(best(ids));
        Organization known = document.entries.find(Organization.class, key);
        if (known == null) {
            known = new Organization().setName(name);
            document.entries.add(known, key, Entries.Telling.MENTION);
        } else if (!name.equals(known.getName())
                && !known.hasAlias(name)
                && known.getAlias().size() < MOST_TELLINGS) {
            known.addAlias(name);
        }
        again(known.getIdentifier(), ids, known::addIdentifier);
        again(known.getTelecom(), worked(document.contacts.telecoms(organization)), known::addTelecom);
        again(known.getAddress(), located(document.contacts.addresses(organization)), known::addAddress);
        CodeableConcept kind = document.codes.concept(organization.child("standardIndustryClassCode"));
        again(known.getType(), kind == null ? List.of() : List.of(kind), known::addType);
        Element whole = organization.at("asOrganizationPartOf", "wholeOrganization");
        Reference around = depth < MOST_TELLINGS ? organization(whole, depth + 1) : null;
        if (around != null
                && !known.hasPartOf()
                && !Entries.reference(known).getReference().equals(around.getReference())) {
            known.setPartOf(around);
        }
        return Entries.reference(known).setDisplay(name);
    }

    /** No organization has a home (org-2, org-3): the address stays, and its use does not. */
    private static List<Address> located(List<Address> addresses) {
        addresses.stream()
                .filter(address -> address.getUse() == Address.AddressUse.HOME)
                .forEach(address -> address.setUse(null));
        return addresses;
    }

    private static List<ContactPoint> worked(List<ContactPoint> telecoms) {
        telecoms.stream()
                .filter(telecom -> telecom.getUse() == ContactPoint.ContactPointUse.HOME)
                .forEach(telecom -> telecom.setUse(null));
        return telecoms;
    }

    /** The national identifier if there is one, because other senders use it too. */
    private static Identifier best(List<Identifier> ids) {
        return ids.stream()
                .filter(id -> "http://hl7.org/fhir/sid/us-npi".equals(id.getSystem()))
                .findFirst()
                .orElse(ids.get(0));
    }
}
