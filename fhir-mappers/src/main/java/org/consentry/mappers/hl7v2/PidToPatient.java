package org.consentry.mappers.hl7v2;

import java.util.List;
import org.consentry.mappers.hl7v2.datatype.Names;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** PID: who the patient is. */
final class PidToPatient implements SegmentMapper {

    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

    @Override
    public void map(Segment pid, Mapping mapping) {
        Patient before = mapping.current.patient;
        mapping.current.startPatient();
        String key = PatientKey.of(pid, mapping);
        if (key == null) {
            mapping.report.warn(
                    Report.place(pid, 3),
                    "patient-without-identifier",
                    "Nothing identifies the patient across messages");
            key = mapping.keyIn(pid);
        }
        // "Delete person information" (A29) is as far as FHIR goes without a word of an error.
        Patient patient = new Patient().setActive(!mapping.header.isEvent("ADT", "A29"));
        identifiers(pid, patient, mapping);
        names(pid, patient, mapping);
        birth(pid, patient, mapping);
        address(pid, patient, mapping);
        telecom(pid, patient, mapping);
        status(pid, patient, mapping);
        PersonCharacteristics.add(pid, patient, mapping);
        death(pid, patient, mapping);
        Entries.Telling telling =
                mapping.header.tellsPatientState() ? Entries.Telling.SNAPSHOT : Entries.Telling.MENTION;
        mapping.entries.add(patient, key, telling);
        mapping.own(pid, patient);
        linked(before, patient, mapping);
        Provenances.patientUpdate(pid, patient, mapping);
        mapping.current.patient = patient;
        mapping.current.patientKey = key;
        mapping.current.subject = patient;
        mother(pid, patient, mapping);
    }

    /** A24 says of two records that they are one person's, and that both are used; A37 tells them without a link. */
    private static void linked(@Nullable Patient before, Patient patient, Mapping mapping) {
        if (before == null || before.getId().equals(patient.getId()) || !mapping.header.isEvent("ADT", "A24")) {
            return;
        }
        before.addLink().setType(LinkType.SEEALSO).setOther(Entries.reference(patient));
        patient.addLink().setType(LinkType.SEEALSO).setOther(Entries.reference(before));
    }

    /** PID-21: the mother is told by her own numbers, and so is a related person of the patient's. */
    private static void mother(Segment pid, Patient patient, Mapping mapping) {
        RelatedPerson mother = new RelatedPerson();
        for (Composite cx : pid.all(21)) {
            Mapping.accept(mapping.identifiers.cx(cx), mother::addIdentifier);
        }
        if (mother.hasIdentifier()) {
            mother.setPatient(Entries.reference(patient));
            mother.addRelationship(new CodeableConcept(
                    new Coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", "mother")));
            String key = mapping.current.patientKey + "|mother|" + Parties.key(mother.getIdentifierFirstRep());
            mapping.entries.add(mother, key, Entries.Telling.MENTION);
        }
    }

    private static void identifiers(Segment pid, Patient patient, Mapping mapping) {
        for (int field : new int[] {3, 2, 4}) {
            for (Composite cx : pid.all(field)) {
                identifier(patient, mapping.identifiers.cx(cx));
            }
        }
        Identifier account = mapping.identifiers.cx(pid.first(18));
        if (account != null) {
            if (!account.hasType()) {
                mapping.identifiers.type(account, "AN");
            }
            identifier(patient, account);
        }
        String ssn = pid.text(19);
        if (ssn != null) {
            Identifier identifier =
                    new Identifier().setSystem("http://hl7.org/fhir/sid/us-ssn").setValue(ssn);
            mapping.identifiers.type(identifier, "SS");
            identifier(patient, identifier);
        }
        Composite license = pid.first(20);
        if (license.get(1) != null) {
            Identifier identifier = new Identifier().setValue(license.get(1));
            Mapping.accept(license.get(2), state -> identifier.setSystem(mapping.terminology.namespace(state)));
            mapping.identifiers.type(identifier, "DL");
            identifier(patient, identifier);
        }
    }

    private static void identifier(Patient patient, @Nullable Identifier identifier) {
        if (identifier != null
                && patient.getIdentifier().stream()
                        .noneMatch(known -> Parties.key(known).equals(Parties.key(identifier)))) {
            patient.addIdentifier(identifier);
        }
    }

    private static void names(Segment pid, Patient patient, Mapping mapping) {
        for (int field : new int[] {5, 9}) {
            for (Composite xpn : pid.all(field)) {
                Mapping.accept(mapping.names.xpn(xpn), patient::addName);
                Mapping.accept(Names.calledBy(xpn), patient::addName);
            }
        }
        HumanName mother = mapping.names.xpn(pid.first(6));
        if (mother != null) {
            boolean family = mother.getFamily() != null;
            if (family) {
                pid.first(6).forget();
                Names.family(pid.first(6).sub(1));
            }
            String maiden = family ? mother.getFamily() : Names.display(mother);
            if (!maiden.isEmpty()) {
                patient.addExtension(CORE + "patient-mothersMaidenName", new StringType(maiden));
            }
        }
    }

    private static void birth(Segment pid, Patient patient, Mapping mapping) {
        DateTimeType birth = mapping.time(pid, 7);
        if (birth != null) {
            patient.setBirthDateElement(mapping.times.date(pid.text(7)));
            if (birth.getValueAsString().length() > 10) {
                patient.getBirthDateElement().addExtension(CORE + "patient-birthTime", birth);
            }
        }
        String place = pid.text(23);
        if (place != null) {
            patient.addExtension(CORE + "patient-birthPlace", new Address().setText(place));
        }
        Integer order = mapping.whole(pid, 25, 1);
        boolean multiple = mapping.says(pid, 24, "Y", "N");
        if (order != null) {
            patient.setMultipleBirth(new IntegerType(order));
        } else if (multiple || "N".equals(pid.text(24))) {
            patient.setMultipleBirth(new BooleanType(multiple));
        }
    }

    private static void address(Segment pid, Patient patient, Mapping mapping) {
        for (Composite xad : pid.all(11)) {
            Mapping.accept(mapping.addresses.xad(xad), patient::addAddress);
        }
        String county = pid.text(12);
        if (county == null) {
            return;
        }
        List<Address> addresses = patient.getAddress();
        if (addresses.size() == 1 && !addresses.get(0).hasDistrict()) {
            addresses.get(0).setDistrict(county);
        } else if (addresses.stream().noneMatch(address -> county.equals(address.getDistrict()))) {
            patient.addAddress(new Address().setDistrict(county));
        }
    }

    private static void telecom(Segment pid, Patient patient, Mapping mapping) {
        telecom(pid, 13, ContactPoint.ContactPointUse.HOME, patient, mapping);
        telecom(pid, 14, ContactPoint.ContactPointUse.WORK, patient, mapping);
        telecom(pid, 40, null, patient, mapping);
    }

    private static void telecom(
            Segment pid, int field, ContactPoint.@Nullable ContactPointUse use, Patient patient, Mapping mapping) {
        for (Composite xtn : pid.all(field)) {
            ContactPoint point = mapping.addresses.xtn(xtn);
            if (point != null) {
                if (use != null && xtn.peek(2) == null && !point.hasUse()) {
                    point.setUse(use);
                }
                patient.addTelecom(point);
            }
        }
    }

    private static void status(Segment pid, Patient patient, Mapping mapping) {
        String gender = mapping.translated(pid, 8, "administrative-sex");
        if (gender != null) {
            patient.setGender(AdministrativeGender.fromCode(gender));
        } else if (pid.text(8) != null) {
            pid.unread(8);
        }
        for (CodeableConcept language : Languages.concepts(pid, 15, mapping)) {
            patient.addCommunication().setLanguage(language);
        }
        Mapping.accept(mapping.codes.mapped(pid.first(16), "marital-status", "0002"), patient::setMaritalStatus);
    }

    private static void death(Segment pid, Patient patient, Mapping mapping) {
        DateTimeType time = mapping.time(pid, 29);
        boolean dead = mapping.says(pid, 30, "Y", "N");
        if (time != null) {
            patient.setDeceased(time);
        } else if (dead || "N".equals(pid.text(30))) {
            patient.setDeceased(new BooleanType(dead));
        }
        if (mapping.says(pid, 31, "Y", "N")) {
            patient.addExtension(new Extension(
                    "https://consentry.org/fhir/StructureDefinition/identity-unknown", new BooleanType(true)));
        }
    }
}
