package org.consentry.mappers.r4;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.FamilyMemberHistory;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Linkage;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MessageDefinition;
import org.hl7.fhir.r4.model.MolecularSequence;
import org.hl7.fhir.r4.model.NamingSystem;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;

/*
 * R4's rules on elements that stand together are some ninety, and a source may break any of them: the older version did
 * not have the rule, or the sender did not keep it. Each is met in one of two ways. What the rule misses is put there, and
 * says that it is not known or only assumed; of two that exclude each other, the one that says less goes. Nothing is lost
 * by that, since Lossless finds that it is gone and carries it. Rules of one element are in PartDemands, those of data
 * types in TypeDemands.
 */
/** What R4's rules demand of a resource's elements together. */
final class Demands {

    private static final String ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";

    private static final String CONDITION = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final Set<String> OVER = Set.of("inactive", "resolved", "remission");
    private static final Set<Appointment.AppointmentStatus> UNTIMED = EnumSet.of(
            Appointment.AppointmentStatus.PROPOSED,
            Appointment.AppointmentStatus.CANCELLED,
            Appointment.AppointmentStatus.WAITLIST);

    private static final Pattern MANY = Pattern.compile("\\*|0*[1-9]\\d{0,8}");

    private Demands() {}

    /** False if there are none for elements of this class. */
    static boolean meet(Base element) {
        if (element instanceof DomainResource resource) {
            resource.getContained().forEach(Demands::within);
        }
        switch (element) {
            case AllergyIntolerance allergy -> allergy(allergy);
            case Appointment appointment -> appointment(appointment);
            case AppointmentResponse response -> {
                if (!response.hasActor() && !response.hasParticipantType()) {
                    response.setActor(unknown(new Reference()));
                }
            }
            case CareTeam team -> team.getParticipant().forEach(one -> behalf(one, team));
            case Condition condition -> condition(condition);
            case CodeSystem system -> {
                if (system.hasConcept() && system.getContent() == CodeSystem.CodeSystemContentMode.NOTPRESENT) {
                    system.getContentElement().setValue(CodeSystem.CodeSystemContentMode.FRAGMENT);
                }
            }
            case Consent consent -> {
                if (!consent.hasPolicy() && !consent.hasPolicyRule()) {
                    consent.setPolicyRule(unknown(new CodeableConcept()));
                }
            }
            case FamilyMemberHistory history -> {
                if (history.hasAge() && history.hasBorn()) {
                    history.setAge(null);
                }
                if (!history.hasAge()) {
                    history.setEstimatedAgeElement(null);
                }
            }
            case Group group -> {
                if (group.hasMember() && !group.getActualElement().hasValue()) {
                    group.setActualElement(assumed(new BooleanType(true)));
                } else if (!isTrue(group.getActualElement())) {
                    group.setMember(null);
                }
            }
            case Linkage linkage -> {
                while (linkage.getItem().size() < 2) {
                    Rules.keep(linkage.addItem());
                }
            }
            case ListResource list -> list(list);
            case MeasureReport report -> {
                if (report.getType() == MeasureReport.MeasureReportType.DATACOLLECTION) {
                    report.setGroup(null);
                }
            }
            case MedicationDispense dispense -> handedOver(dispense);
            case MessageDefinition definition ->
                definition
                        .getFocus()
                        .removeIf(
                                focus -> !FhirJson.context().getResourceTypes().contains(focus.getCode())
                                        || !(focus.getMax() == null
                                                || MANY.matcher(focus.getMax()).matches()));
            case MolecularSequence sequence -> {
                Integer first = sequence.getCoordinateSystemElement().getValue();
                if (first == null || (first != 0 && first != 1)) {
                    sequence.setCoordinateSystemElement(assumed(new IntegerType(1)));
                }
            }
            case NamingSystem system -> preferred(system);
            case Observation observation -> observation(observation);
            case Organization organization -> organization(organization);
            case ServiceRequest request -> {
                if (request.hasOrderDetail() && !request.hasCode()) {
                    request.setCode(unknown(new CodeableConcept()));
                }
            }
            default -> {
                return PartDemands.meet(element) || element instanceof DomainResource;
            }
        }
        return true;
    }

    /** What is contained has no versions and no labels of its own (dom-4, dom-5). */
    private static void within(Resource contained) {
        if (contained.hasMeta()) {
            contained
                    .getMeta()
                    .setVersionIdElement(null)
                    .setLastUpdatedElement(null)
                    .setSecurity(null);
        }
    }

    private static void allergy(AllergyIntolerance allergy) {
        if (isError(allergy.getVerificationStatus()) || !isOf(ALLERGY, allergy.getClinicalStatus())) {
            allergy.setClinicalStatus(null);
        }
        if (!isError(allergy.getVerificationStatus()) && !allergy.hasClinicalStatus()) {
            // Its codes are bound, so a reason is not enough.
            allergy.setClinicalStatus(new CodeableConcept(assumed(ALLERGY, "active")));
        }
    }

    /** Both of its times, or none; and both once it is more than proposed. */
    private static void appointment(Appointment appointment) {
        boolean timed = appointment.hasStart() || appointment.hasEnd();
        if (timed || !UNTIMED.contains(appointment.getStatus())) {
            if (!appointment.hasStart()) {
                appointment.setStartElement(unknown(new InstantType()));
            }
            if (!appointment.hasEnd()) {
                appointment.setEndElement(unknown(new InstantType()));
            }
        }
        boolean missed = appointment.getStatus() == Appointment.AppointmentStatus.CANCELLED
                || appointment.getStatus() == Appointment.AppointmentStatus.NOSHOW;
        if (!missed) {
            appointment.setCancelationReason(null);
        }
    }

    /** Only practitioners act on behalf of an organization. */
    private static void behalf(CareTeam.CareTeamParticipantComponent one, CareTeam team) {
        String member = String.valueOf(one.getMember().getReference());
        boolean contained = team.getContained().stream()
                .anyMatch(resource -> member.equals("#" + resource.getIdPart())
                        && !resource.fhirType().equals("Practitioner"));
        if (contained || member.matches("(.*/)?(CareTeam|Organization|Patient|PractitionerRole|RelatedPerson)/[^/]+")) {
            one.setOnBehalfOf(null);
        }
    }

    private static void condition(Condition condition) {
        if (!isOf(CONDITION, condition.getClinicalStatus())) {
            condition.setClinicalStatus(null);
        }
        boolean over = condition.getClinicalStatus().getCoding().stream()
                .anyMatch(coding -> OVER.contains(String.valueOf(coding.getCode())));
        if (isError(condition.getVerificationStatus())) {
            // What was never so has no state, and did not end.
            condition.setClinicalStatus(null);
            condition.setAbatement(null);
        } else if (condition.hasAbatement() && !over) {
            // DSTU2 had no rule on this; what it said is carried.
            condition.setClinicalStatus(new CodeableConcept(assumed(CONDITION, "inactive")));
        }
    }

    /** Whether a code of it is one of the system's, as R4 wants it of a status. */
    private static boolean isOf(String system, CodeableConcept status) {
        return status.getCoding().stream()
                .anyMatch(coding -> system.equals(coding.getSystem())
                        && coding.getCodeElement().hasValue()
                        && !Terminology.STANDARD.refuses(system, coding.getCode()));
    }

    private static boolean isError(CodeableConcept status) {
        return status.getCoding().stream().anyMatch(coding -> "entered-in-error".equals(coding.getCode()));
    }

    private static void list(ListResource list) {
        if (list.hasEntry()) {
            list.setEmptyReason(null);
        }
        for (ListResource.ListEntryComponent entry : list.getEntry()) {
            if (list.getMode() != ListResource.ListMode.CHANGES) {
                entry.setDeletedElement(null);
            }
            if (list.getMode() != ListResource.ListMode.WORKING) {
                entry.setDateElement(null);
            }
        }
    }

    /** Not handed over before it was prepared. */
    private static void handedOver(MedicationDispense dispense) {
        Period period = new Period()
                .setStartElement(dispense.getWhenPreparedElement())
                .setEndElement(dispense.getWhenHandedOverElement());
        boolean fits = Periods.fit(period);
        dispense.setWhenPreparedElement(fits && period.hasStart() ? period.getStartElement() : null);
        dispense.setWhenHandedOverElement(period.hasEnd() ? period.getEndElement() : null);
    }

    private static void preferred(NamingSystem system) {
        List<NamingSystem.NamingSystemIdentifierType> preferred = new ArrayList<>();
        for (NamingSystem.NamingSystemUniqueIdComponent one : system.getUniqueId()) {
            if (isTrue(one.getPreferredElement()) && preferred.contains(one.getType())) {
                one.setPreferredElement(null);
            } else if (isTrue(one.getPreferredElement())) {
                preferred.add(one.getType());
            }
        }
    }

    /** A value, or why there is none; and not the same once more as a component. */
    private static void observation(Observation observation) {
        if (!observation.hasValue()) {
            return;
        }
        observation.setDataAbsentReason(null);
        if (observation.hasComponent()) {
            observation.getComponent().removeIf(component -> component.getCode().getCoding().stream()
                    .anyMatch(code -> observation.getCode().getCoding().stream().anyMatch(code::equalsDeep)));
        }
    }

    private static void organization(Organization organization) {
        if (!organization.hasName() && !organization.hasIdentifier()) {
            organization.setNameElement(unknown(new StringType()));
        }
        // Nor has one a home: what was said of that is carried.
        organization.getTelecom().stream()
                .filter(telecom -> telecom.getUse() == ContactPointUse.HOME)
                .forEach(telecom -> telecom.setUse(null));
        organization.getAddress().stream()
                .filter(address -> address.getUse() == AddressUse.HOME)
                .forEach(address -> address.setUse(null));
    }

    private static boolean isTrue(BooleanType flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    private static Coding assumed(String system, String code) {
        Coding coding = new Coding(system, code, null);
        assumed(coding.getCodeElement());
        return coding;
    }

    static <E extends Element> E assumed(E element) {
        element.addExtension(Required.assumption());
        return element;
    }

    static <E extends Element> E unknown(E element) {
        element.addExtension(new Extension(Required.ABSENT, new CodeType("unknown")));
        return element;
    }
}
