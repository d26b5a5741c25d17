package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * OBX: one result. Its id is made of its report's key, what was observed (OBX-3), which of several (OBX-4) and when
 * (OBX-14), so a correction (OBX-11 = C) replaces what it corrects and a deletion (D, W) marks it.
 */
final class ObxToObservation implements SegmentMapper {

    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    private static final List<String> SUB_ID = List.of("original-sub-identifier", "group", "sequence", "identifier");

    @Override
    public void map(Segment obx, Mapping mapping) {
        if (ImmunizationFacts.takes(obx, mapping) || EmbeddedDocuments.takes(obx, mapping)) {
            return;
        }
        Observation observation = new Observation();
        Mapping.accept(mapping.current.patientReference(), observation::setSubject);
        Mapping.accept(mapping.current.encounterReference(), observation::setEncounter);
        mapping.concept(obx, 3, null, observation::setCode);
        if (!observation.hasCode()) {
            observation.getCode().setText("Unknown");
            mapping.report.warn(
                    Report.place(obx, 3), "result-without-code", "The result does not say what was observed");
        }
        observation.setStatus(status(obx, mapping));
        new ObxValue(obx, mapping).put(observation);
        interpretation(obx, observation, mapping);
        subId(obx, observation);
        circumstances(obx, observation, mapping);
        performers(obx, observation, mapping);
        mapping.entries.add(observation, key(obx, mapping));
        mapping.own(obx, observation);
        attach(obx, observation, mapping);
        mapping.current.subject = observation;
    }

    /** OBX-4, of whatever parts it has (HL7's OG[Extension-Subidentifier]). */
    private static void subId(Segment obx, Observation observation) {
        Composite og = obx.first(4);
        Extension extension = new Extension("http://hl7.org/fhir/StructureDefinition/observation-v2-subid");
        for (int part = 1; part <= 4; part++) {
            String text = og.get(part);
            BigDecimal number = part == 2 || part == 3 ? Quantities.decimalOf(text) : null;
            if (text != null) {
                extension.addExtension(
                        SUB_ID.get(part - 1), number != null ? new DecimalType(number) : new StringType(text));
            }
        }
        if (extension.hasExtension()) {
            observation.addExtension(extension);
        }
    }

    private static ObservationStatus status(Segment obx, Mapping mapping) {
        String status = mapping.translated(obx, 11, "observation-result-status-codes-interpretation");
        if (mapping.says(obx, 31, "D", "A", "U", "X")) {
            return ObservationStatus.ENTEREDINERROR;
        }
        return status == null ? ObservationStatus.UNKNOWN : ObservationStatus.fromCode(status);
    }

    private static void interpretation(Segment obx, Observation observation, Mapping mapping) {
        for (Composite cwe : obx.all(8)) {
            Mapping.accept(mapping.codes.mapped(cwe, "interpretation-codes", "0078"), observation::addInterpretation);
        }
        String text = obx.whole(7);
        if (text != null) {
            Observation.ObservationReferenceRangeComponent range =
                    observation.addReferenceRange().setText(text);
            Range bounds = mapping.quantities.range(text, obx.first(6));
            if (bounds != null) {
                range.setLow(bounds.hasLow() ? bounds.getLow() : null);
                range.setHigh(bounds.hasHigh() ? bounds.getHigh() : null);
            }
        }
        mapping.concepts(
                obx,
                10,
                "0080",
                nature -> observation.addExtension(
                        "http://hl7.org/fhir/StructureDefinition/observation-nature-of-abnormal-test", nature));
        if ("N".equals(obx.text(11)) && !observation.hasValue()) {
            observation.setDataAbsentReason(new CodeableConcept(new Coding(ABSENT, "not-asked", "Not Asked")));
        }
        if (!observation.hasValue()) {
            mapping.concept(obx, 32, null, observation::setDataAbsentReason);
        }
    }

    private static void circumstances(Segment obx, Observation observation, Mapping mapping) {
        DateTimeType time = mapping.time(obx, 14);
        if (time != null) {
            observation.setEffective(time);
        } else if (mapping.current.order != null
                && mapping.current.order.report != null
                && mapping.current.order.report.hasEffective()) {
            observation.setEffective(mapping.current.order.report.getEffective().copy());
        }
        if (mapping.time(obx, 19) != null) {
            observation.addExtension(OWN + "analysis-time", mapping.time(obx, 19));
        }
        mapping.concept(obx, 17, null, observation::setMethod);
        mapping.concept(obx, 20, null, observation::setBodySite);
        for (Composite ei : obx.all(18)) {
            Identifier device = mapping.identifiers.ei(ei);
            Reference reference =
                    device == null ? null : new Reference().setType("Device").setIdentifier(device);
            if (reference != null && !observation.hasDevice()) {
                observation.setDevice(reference);
            } else if (reference != null) {
                observation.addExtension(OWN + "device", reference);
            }
        }
        mapping.concept(obx, 30, null, type -> observation.addExtension(OWN + "observation-sub-type", type));
        for (int part = 1; part <= 2; part++) {
            Identifier specimen = mapping.identifiers.ei(obx.first(33).sub(part));
            if (specimen != null && !observation.hasSpecimen()) {
                observation.setSpecimen(new Reference().setType("Specimen").setIdentifier(specimen));
            } else {
                obx.first(33).unread(part);
            }
        }
        Identifier instance = mapping.identifiers.ei(obx.first(21), "FILL");
        Mapping.accept(instance, observation::addIdentifier);
        category(obx, observation, mapping);
    }

    private static void category(Segment obx, Observation observation, Mapping mapping) {
        String section = mapping.current.order == null || mapping.current.order.detail == null
                ? null
                : mapping.current.order.detail.text(24);
        String category = ObservationCategories.of(section, mapping.current.specimen != null, observation.getCode());
        boolean result = mapping.says(obx, 29, "RSLT");
        if (category == null && result) {
            category = ObservationCategories.LABORATORY;
        }
        if (category != null) {
            observation.addCategory(
                    new CodeableConcept(new Coding(CATEGORY, category, ObservationCategories.display(category))));
        }
    }

    private static void performers(Segment obx, Observation observation, Mapping mapping) {
        mapping.parties.practitioners(obx.all(16)).forEach(observation::addPerformer);
        Mapping.accept(mapping.parties.codedOrganization(obx.first(15)), observation::addPerformer);
        Reference organization = mapping.parties.organization(obx.first(23));
        Mapping.accept(organization, observation::addPerformer);
        mapping.parties.practitioners(obx.all(25)).forEach(observation::addPerformer);
        Mapping.accept(mapping.addresses.xad(obx.first(24)), address -> {
            Organization performer = organization == null ? null : mapping.entries.at(Organization.class, organization);
            if (performer != null) {
                Parties.address(performer, address);
            } else {
                observation.addExtension(OWN + "performing-organization-address", address);
            }
        });
    }

    /** The key of a result; the ordinal comes last, where one message tells the same thing twice. */
    static String key(Segment obx, Mapping mapping) {
        Order order = mapping.current.order;
        String group = order != null && !order.key.isEmpty()
                ? order.key
                : mapping.current.patientKey + "|" + mapping.current.encounterKey;
        String code = obx.first(3).firstOf(1, 2, 4);
        String identity = obx.first(21).get(1);
        String key = group + "|" + (code == null ? "" : code) + "|" + obx.raw(4) + "|"
                + (identity != null ? "id " + identity : obx.text(14, ""));
        int ordinal = mapping.entries.told(key);
        if (ordinal == 1) {
            return key;
        }
        mapping.report.note(
                Report.place(obx, 4),
                "result-told-twice",
                "Only its place tells this result from another of the message");
        return key + "|" + ordinal;
    }

    private static void attach(Segment obx, Observation observation, Mapping mapping) {
        Order order = mapping.current.order;
        if (mapping.current.specimen != null) {
            // The number that OBX-33 tells, if it tells one, goes with it.
            Identifier told =
                    observation.hasSpecimen() ? observation.getSpecimen().getIdentifier() : null;
            observation.setSpecimen(Entries.reference(mapping.current.specimen).setIdentifier(told));
        }
        if (mapping.current.immunization != null) {
            observation.addPartOf(Entries.reference(mapping.current.immunization));
        } else if (order != null && order.report != null) {
            order.observations++;
            order.report.addResult(Entries.reference(observation));
            order.results.putIfAbsent(
                    ParentResult.key(obx.first(3).peek(1), obx.first(4).peek(1)), observation);
            Mapping.accept(order.parent, parent -> parent.addHasMember(Entries.reference(observation)));
            basedOn(order, observation);
        } else if (order != null && order.request != null) {
            order.observations++;
            order.request.addSupportingInfo(Entries.reference(observation));
        }
    }

    private static void basedOn(@Nullable Order order, Observation observation) {
        if (order != null && order.request != null) {
            observation.addBasedOn(Entries.reference(order.request));
        }
    }
}
