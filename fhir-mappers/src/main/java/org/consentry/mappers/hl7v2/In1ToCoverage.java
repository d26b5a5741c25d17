package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;

/** IN1 (with IN2 and IN3 behind it): an insurance. */
final class In1ToCoverage implements SegmentMapper {

    private static final String CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";
    private static final String SELF = "SEL";

    @Override
    public void map(Segment in1, Mapping mapping) {
        Patient patient = mapping.current.patient;
        if (patient == null) {
            return;
        }
        Coverage coverage = new Coverage().setStatus(CoverageStatus.ACTIVE).setBeneficiary(Entries.reference(patient));
        Composite plan = in1.first(2);
        if (plan.get(1) != null) {
            Identifier identifier = new Identifier().setValue(plan.get(1));
            Mapping.accept(plan.get(3), name -> identifier.setSystem(mapping.terminology.codeSystem(name)));
            coverage.addIdentifier(identifier);
        }
        payors(in1, coverage, mapping);
        groups(in1, coverage, mapping);
        Period period = mapping.period(in1, 12, 13);
        if (!period.isEmpty()) {
            coverage.setPeriod(period);
        }
        mapping.concept(in1, 15, "0086", coverage::setType);
        Mapping.accept(
                mapping.identifiers.cx(in1.first(10)),
                number -> coverage.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/insured-group-employer-id", number));
        CodeableConcept relationship = mapping.codes.mapped(in1.first(17), "relationship", "0063");
        Mapping.accept(relationship, coverage::setRelationship);
        numbers(in1, coverage);
        Integer priority = mapping.whole(in1, 22, 1);
        if (priority != null) {
            coverage.setOrder(priority);
        }
        String key = mapping.current.patientKey + "|" + plan.get(1, "") + "|"
                + in1.first(3).get(1, "") + "|"
                + in1.text(36, in1.text(49, in1.peek(1).get(1, "")));
        mapping.entries.addApart(coverage, key);
        subscriber(in1, coverage, key, mapping);
        mapping.own(in1, coverage);
        mapping.current.subject = coverage;
        mapping.current.coverage = coverage;
    }

    private static void payors(Segment in1, Coverage coverage, Mapping mapping) {
        String name = in1.first(4).get(1);
        Identifier company = mapping.identifiers.cx(in1.first(3));
        if (company != null) {
            coverage.addPayor(mapping.parties.organization(company, name));
        } else {
            in1.all(4).forEach(xon -> Mapping.accept(mapping.parties.organization(xon), coverage::addPayor));
        }
        in1.all(4);
        if (!coverage.hasPayor()) {
            coverage.addPayor(new Reference().setType("Organization").setDisplay("unknown"));
        }
        Mapping.accept(mapping.addresses.xad(in1.first(5)), address -> {
            Organization payor = mapping.entries.at(Organization.class, coverage.getPayorFirstRep());
            if (payor != null) {
                Parties.address(payor, address);
            } else {
                coverage.addExtension("https://consentry.org/fhir/StructureDefinition/payor-address", address);
            }
        });
    }

    private static void groups(Segment in1, Coverage coverage, Mapping mapping) {
        String name = in1.first(9).get(1);
        group(coverage, "group", in1.text(8), name);
        in1.all(9);
        String plan = in1.first(2).get(2);
        group(coverage, "plan", in1.first(2).get(1), plan);
        if (in1.text(8) == null && name != null) {
            in1.unread(9);
        }
        for (Composite xon : in1.all(11)) {
            Reference holder = coverage.hasPolicyHolder() ? null : mapping.parties.organization(xon);
            Mapping.accept(holder, coverage::setPolicyHolder);
        }
    }

    private static void group(Coverage coverage, String kind, @Nullable String value, @Nullable String name) {
        if (value != null) {
            coverage.addClass_()
                    .setType(new CodeableConcept(new Coding(CLASS, kind, null)))
                    .setValue(value)
                    .setName(name);
        }
    }

    private static void numbers(Segment in1, Coverage coverage) {
        String subscriber = in1.first(49).get(1);
        String policy = in1.text(36);
        if (subscriber != null) {
            coverage.setSubscriberId(subscriber);
        }
        if (policy != null) {
            coverage.addIdentifier(
                    new Identifier().setValue(policy).setType(new CodeableConcept().setText("Policy number")));
        }
    }

    /** Whoever holds the policy: the patient themselves, or somebody told by name. */
    private static void subscriber(Segment in1, Coverage coverage, String key, Mapping mapping) {
        String relation = in1.text(17);
        if (SELF.equals(relation) || "Self".equalsIgnoreCase(relation)) {
            coverage.setSubscriber(mapping.current.patientReference());
            return;
        }
        RelatedPerson person = new RelatedPerson().setPatient(mapping.current.patientReference());
        in1.all(16).forEach(xpn -> Mapping.accept(mapping.names.xpn(xpn), person::addName));
        if (!person.hasName()) {
            return;
        }
        in1.all(19).forEach(xad -> Mapping.accept(mapping.addresses.xad(xad), person::addAddress));
        Mapping.accept(mapping.date(in1, 18), person::setBirthDateElement);
        String gender = mapping.translated(in1, 43, "administrative-sex");
        if (gender != null) {
            person.setGender(AdministrativeGender.fromCode(gender));
        }
        Mapping.accept(mapping.codes.mapped(in1.first(17), "relationship", "0063"), person::addRelationship);
        mapping.entries.addApart(person, key + "|subscriber");
        coverage.setSubscriber(Entries.reference(person));
    }

    /** IN3: certification; the case manager by name. */
    static void in3(Segment in3, Mapping mapping) {
        Coverage coverage = mapping.current.coverage;
        if (coverage == null) {
            return;
        }
        mapping.own(in3, coverage);
        Mapping.accept(
                in3.text(21),
                manager -> coverage.addExtension(
                        "https://consentry.org/fhir/StructureDefinition/case-manager",
                        new Reference().setType("Practitioner").setDisplay(manager)));
    }

    /** IN2: more about the insurance. */
    static void in2(Segment in2, Mapping mapping) {
        Coverage coverage = mapping.current.coverage;
        if (coverage == null) {
            return;
        }
        mapping.own(in2, coverage);
        Identifier member = mapping.identifiers.cx(in2.first(61));
        Mapping.accept(member, coverage::addIdentifier);
        Mapping.accept(in2.text(2), ssn -> {
            Identifier identifier =
                    new Identifier().setSystem("http://hl7.org/fhir/sid/us-ssn").setValue(ssn);
            mapping.identifiers.type(identifier, "SS");
            coverage.addExtension("https://consentry.org/fhir/StructureDefinition/insured-ssn", identifier);
        });
        Mapping.accept(
                in2.text(6),
                number -> coverage.addIdentifier(new Identifier()
                        .setSystem("http://hl7.org/fhir/sid/us-medicare")
                        .setValue(number)));
    }
}
