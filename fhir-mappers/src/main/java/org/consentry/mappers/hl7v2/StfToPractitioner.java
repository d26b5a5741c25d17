package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** STF of a master file, with PRA, LAN and EDU behind it: who works here, and as what. */
final class StfToPractitioner implements SegmentMapper {

    private static final String NPI = "http://hl7.org/fhir/sid/us-npi";

    @Override
    public void map(Segment stf, Mapping mapping) {
        MasterRecord record = MasterRecord.current(mapping);
        Practitioner person = new Practitioner();
        identifiers(stf, person, mapping);
        stf.all(3).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), person::addName));
        String gender = mapping.translated(stf, 5, "administrative-sex");
        if (gender != null) {
            person.setGender(AdministrativeGender.fromCode(gender));
        }
        Mapping.accept(mapping.date(stf, 6), person::setBirthDateElement);
        boolean inactive = mapping.says(stf, 7, "I", "A");
        person.setActive(!record.ended && !inactive);
        stf.all(10).forEach(xtn -> Mapping.accept(mapping.addresses.xtn(xtn), person::addTelecom));
        stf.all(11).forEach(xad -> Mapping.accept(mapping.addresses.xad(xad), person::addAddress));
        for (Composite mail : stf.all(15)) {
            Mapping.accept(mail.whole(), address -> person.addTelecom()
                    .setSystem(ContactPoint.ContactPointSystem.EMAIL)
                    .setValue(address));
        }
        Identifier known = person.getIdentifierFirstRep();
        // By the number that messages name a practitioner by, so that they mean this one.
        mapping.entries.add(person, known.hasValue() ? Parties.key(known) : mapping.keyIn(stf));
        record.became(person, stf, mapping);
        role(stf, person, record, mapping);
    }

    private static void identifiers(Segment stf, Practitioner person, Mapping mapping) {
        stf.all(2).forEach(cx -> Mapping.accept(mapping.identifiers.cx(cx), person::addIdentifier));
        Composite primary = stf.first(1);
        String key = primary.get(1);
        if (key != null && person.getIdentifier().stream().noneMatch(known -> key.equals(known.getValue()))) {
            Identifier own = person.addIdentifier().setValue(key);
            Mapping.accept(primary.get(3), name -> own.setSystem(mapping.terminology.codeSystem(name)));
        }
    }

    private static void role(Segment stf, Practitioner person, MasterRecord record, Mapping mapping) {
        PractitionerRole role = new PractitionerRole();
        mapping.concepts(stf, 4, "0182", role::addCode);
        Mapping.accept(stf.whole(18), title -> role.addCode(new CodeableConcept().setText(title)));
        for (Composite service : stf.all(9)) {
            Mapping.accept(
                    service.firstOf(2, 1),
                    name -> role.addHealthcareService(
                            new Reference().setType("HealthcareService").setDisplay(name)));
        }
        DateTimeType from = mapping.time(stf, 12);
        DateTimeType until = mapping.time(stf, 13);
        Period period = new Period().setStartElement(from).setEndElement(until);
        if (!Periods.fit(period)) {
            mapping.report.fail(stf, 13, "period-ends-before-start", "The period ends before it starts");
            period.setEndElement(null);
        }
        if (!period.isEmpty()) {
            role.setPeriod(period);
        }
        Mapping.accept(mapping.parties.codedOrganization(stf.first(12).sub(2)), role::setOrganization);
        if (!role.isEmpty()) {
            add(role, person, record, mapping);
        }
    }

    private static PractitionerRole role(Practitioner person, MasterRecord record, Mapping mapping) {
        PractitionerRole known = record.role;
        return known != null ? known : add(new PractitionerRole(), person, record, mapping);
    }

    private static PractitionerRole add(
            PractitionerRole role, Practitioner person, MasterRecord record, Mapping mapping) {
        role.setActive(person.getActive()).setPractitioner(Entries.reference(person));
        record.role = role;
        return mapping.entries.add(role, person.getIdElement().getIdPart() + "|master-file");
    }

    /** PRA: categories, specialties and numbers of a practitioner. */
    static void detail(Segment pra, Mapping mapping) {
        MasterRecord record = mapping.current.master;
        Practitioner person = practitioner(record);
        if (record == null || person == null) {
            return;
        }
        mapping.own(pra, person);
        for (Composite pln : pra.all(6)) {
            number(pln, person, mapping);
        }
        Mapping.accept(mapping.parties.codedOrganization(pra.first(2)), group -> {
            PractitionerRole role = role(person, record, mapping);
            if (role.hasOrganization()) {
                pra.unread(2);
            } else {
                role.setOrganization(group);
            }
        });
        mapping.concepts(
                pra, 3, "0186", category -> role(person, record, mapping).addCode(category));
        for (Composite spd : pra.all(5)) {
            Mapping.accept(spd.get(1), name -> role(person, record, mapping)
                    .addSpecialty(new CodeableConcept().setText(name)));
        }
    }

    /** PLN: number, kind, state, end. */
    private static void number(Composite pln, Practitioner person, Mapping mapping) {
        String value = pln.get(1);
        if (value == null) {
            return;
        }
        Identifier number = new Identifier().setValue(value);
        mapping.identifiers.type(number, pln.get(2));
        if ("NPI".equals(pln.get(2))) {
            number.setSystem(NPI);
        }
        DateTimeType end = mapping.times.dateTime(pln.get(4));
        if (end != null) {
            number.setPeriod(new Period().setEndElement(end));
        } else {
            pln.unread(4);
        }
        person.addIdentifier(number);
    }

    /** LAN: a language that the practitioner speaks. */
    static void language(Segment lan, Mapping mapping) {
        Practitioner person = practitioner(mapping.current.master);
        if (person != null) {
            mapping.own(lan, person);
            Languages.concepts(lan, 2, mapping).forEach(person::addCommunication);
        }
    }

    /** EDU: a degree, and where it is from. */
    static void education(Segment edu, Mapping mapping) {
        Practitioner person = practitioner(mapping.current.master);
        CodeableConcept degree = person == null ? null : mapping.codes.concept(edu.first(2), "0360");
        if (person == null || degree == null) {
            return;
        }
        mapping.own(edu, person);
        Practitioner.PractitionerQualificationComponent qualification =
                person.addQualification().setCode(degree);
        Mapping.accept(mapping.times.period(edu.first(3), 1, 2), qualification::setPeriod);
        Mapping.accept(mapping.parties.organization(edu.first(6)), qualification::setIssuer);
    }

    private static @Nullable Practitioner practitioner(@Nullable MasterRecord record) {
        return record != null && record.resource instanceof Practitioner person ? person : null;
    }
}
