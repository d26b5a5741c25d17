package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;

/** NK1: next of kin, as a RelatedPerson and a contact of the patient; an organization (NK1-13) is a contact alone. */
final class Nk1ToRelatedPerson implements SegmentMapper {

    @Override
    public void map(Segment nk1, Mapping mapping) {
        Patient patient = mapping.current.patient;
        if (patient == null) {
            return;
        }
        RelatedPerson person = new RelatedPerson().setActive(true).setPatient(Entries.reference(patient));
        for (int field : new int[] {2, 30}) {
            nk1.all(field).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), person::addName));
        }
        Mapping.accept(mapping.codes.mapped(nk1.first(3), "relationship", "0063"), person::addRelationship);
        mapping.concept(nk1, 7, "0131", person::addRelationship);
        contact(nk1, person, mapping);
        identifiers(nk1, person, mapping);
        Period period = mapping.period(nk1, 8, 9);
        if (!period.isEmpty()) {
            person.setPeriod(period);
        }
        String gender = mapping.translated(nk1, 15, "administrative-sex");
        if (gender != null) {
            person.setGender(AdministrativeGender.fromCode(gender));
        }
        Mapping.accept(mapping.date(nk1, 16), person::setBirthDateElement);
        for (CodeableConcept language : Languages.concepts(nk1, 20, mapping)) {
            person.addCommunication().setLanguage(language);
        }
        organization(nk1, patient, mapping);
        mapping.entries.add(person, key(nk1, person, mapping));
        mapping.own(nk1, person);
        patientContact(person, patient);
    }

    /** HL7 maps NK1 to the patient's contact as well (NK1[Patient]), where readers of a Patient alone look for it. */
    private static void patientContact(RelatedPerson person, Patient patient) {
        if (!person.hasName() && !person.hasTelecom() && !person.hasAddress()) {
            return;
        }
        Patient.ContactComponent contact = new Patient.ContactComponent();
        person.getRelationship().forEach(relation -> contact.addRelationship(relation.copy()));
        contact.setName(person.hasName() ? person.getName().get(0).copy() : null);
        person.getTelecom().forEach(telecom -> contact.addTelecom(telecom.copy()));
        contact.setAddress(person.hasAddress() ? person.getAddress().get(0).copy() : null);
        contact.setGender(person.getGender());
        contact.setPeriod(person.hasPeriod() ? person.getPeriod().copy() : null);
        patient.addContact(contact);
    }

    private static void contact(Segment nk1, RelatedPerson person, Mapping mapping) {
        for (int field : new int[] {4, 32}) {
            nk1.all(field).forEach(xad -> Mapping.accept(mapping.addresses.xad(xad), person::addAddress));
        }
        telecom(nk1, 5, null, person, mapping);
        telecom(nk1, 6, ContactPoint.ContactPointUse.WORK, person, mapping);
        telecom(nk1, 31, null, person, mapping);
        telecom(nk1, 40, null, person, mapping);
        telecom(nk1, 41, null, person, mapping);
    }

    private static void telecom(
            Segment nk1, int field, ContactPoint.@Nullable ContactPointUse use, RelatedPerson person, Mapping mapping) {
        for (Composite xtn : nk1.all(field)) {
            ContactPoint point = mapping.addresses.xtn(xtn);
            if (point != null) {
                if (use != null && xtn.peek(2) == null && !point.hasUse()) {
                    point.setUse(use);
                }
                person.addTelecom(point);
            }
        }
    }

    private static void identifiers(Segment nk1, RelatedPerson person, Mapping mapping) {
        for (int field : new int[] {12, 33}) {
            nk1.all(field).forEach(cx -> Mapping.accept(mapping.identifiers.cx(cx), person::addIdentifier));
        }
        String ssn = nk1.text(37);
        if (ssn != null) {
            Identifier identifier =
                    new Identifier().setSystem("http://hl7.org/fhir/sid/us-ssn").setValue(ssn);
            mapping.identifiers.type(identifier, "SS");
            person.addIdentifier(identifier);
        }
    }

    private static void organization(Segment nk1, Patient patient, Mapping mapping) {
        for (Composite xon : nk1.all(13)) {
            Reference organization = mapping.parties.organization(xon);
            if (organization != null) {
                Patient.ContactComponent contact = patient.addContact().setOrganization(organization);
                Mapping.accept(mapping.codes.mapped(nk1.first(3), "relationship", "0063"), contact::addRelationship);
                Mapping.accept(
                        mapping.entries.at(Organization.class, organization),
                        known -> organizationContact(nk1, known, mapping));
            }
        }
    }

    /** Whom to ask for there (NK1-30 to NK1-32). */
    private static void organizationContact(Segment nk1, Organization organization, Mapping mapping) {
        if (organization.hasContact()) {
            return;
        }
        Organization.OrganizationContactComponent contact = new Organization.OrganizationContactComponent();
        Mapping.accept(mapping.names.xpn(nk1.first(30)), contact::setName);
        nk1.all(31).forEach(xtn -> Mapping.accept(mapping.addresses.xtn(xtn), contact::addTelecom));
        Mapping.accept(mapping.addresses.xad(nk1.first(32)), contact::setAddress);
        if (!contact.isEmpty()) {
            organization.addContact(contact);
        }
    }

    /**
     * Kin are known by an identifier of their own, else by their name and relation to this patient. Two people of one
     * message may come with one identifier, a household's: the second is then known by name and relation.
     */
    private static String key(Segment nk1, RelatedPerson person, Mapping mapping) {
        String named = mapping.current.patientKey + "|" + nk1.raw(2) + "|" + nk1.raw(3);
        if (!person.hasIdentifier()) {
            return named;
        }
        String identified = mapping.current.patientKey + "|" + Parties.key(person.getIdentifierFirstRep());
        return mapping.entries.find(RelatedPerson.class, identified) == null ? identified : named;
    }
}
