package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.RelatedPerson;

/** GT1: who answers for the bill. */
final class Gt1ToRelatedPerson implements SegmentMapper {

    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";

    @Override
    public void map(Segment gt1, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        RelatedPerson person = new RelatedPerson().setActive(true).setPatient(mapping.current.patientReference());
        person.addRelationship(new CodeableConcept(new Coding(ROLES, "GUAR", "guarantor")));
        gt1.all(2).forEach(cx -> Mapping.accept(mapping.identifiers.cx(cx), person::addIdentifier));
        for (int field : new int[] {3, 4}) {
            gt1.all(field).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), person::addName));
        }
        gt1.all(5).forEach(xad -> Mapping.accept(mapping.addresses.xad(xad), person::addAddress));
        telecom(gt1, 6, ContactPoint.ContactPointUse.HOME, person, mapping);
        telecom(gt1, 7, ContactPoint.ContactPointUse.WORK, person, mapping);
        Mapping.accept(mapping.date(gt1, 8), person::setBirthDateElement);
        String gender = mapping.translated(gt1, 9, "administrative-sex");
        if (gender != null) {
            person.setGender(AdministrativeGender.fromCode(gender));
        }
        Mapping.accept(mapping.codes.mapped(gt1.first(11), "relationship", "0063"), person::addRelationship);
        Mapping.accept(gt1.text(12), ssn -> {
            Identifier identifier =
                    new Identifier().setSystem("http://hl7.org/fhir/sid/us-ssn").setValue(ssn);
            mapping.identifiers.type(identifier, "SS");
            person.addIdentifier(identifier);
        });
        Period period = mapping.period(gt1, 13, 14);
        if (!period.isEmpty()) {
            person.setPeriod(period);
        }
        String id = gt1.first(2).get(1);
        mapping.entries.addApart(person, mapping.current.patientKey + "|guarantor|" + (id == null ? gt1.raw(3) : id));
        mapping.own(gt1, person);
        mapping.current.subject = person;
    }

    private static void telecom(
            Segment gt1, int field, ContactPoint.ContactPointUse use, RelatedPerson person, Mapping mapping) {
        gt1.all(field)
                .forEach(xtn -> Mapping.accept(mapping.addresses.xtn(xtn), point -> {
                    if (xtn.peek(2) == null && !point.hasUse()) {
                        point.setUse(use);
                    }
                    person.addTelecom(point);
                }));
    }
}
