package org.consentry.mappers.r4;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** What R4 requires and an older version had no place for: it is there, and says that it is not known. */
public final class Required {

    /** Says why a value is not there. */
    public static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    /** Says of a code that nobody sent it: R4 demands one, has none for "unknown", and this is what is usual. */
    public static final String ASSUMED = "https://consentry.org/fhir/StructureDefinition/assumed";

    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("AdverseEvent.actuality", "actual"),
            Map.entry("Appointment.participant.status", "needs-action"),
            Map.entry("Appointment.status", "proposed"),
            Map.entry("AppointmentResponse.participantStatus", "needs-action"),
            Map.entry("Bundle.type", "collection"),
            Map.entry("CarePlan.intent", "plan"),
            Map.entry("Claim.status", "active"),
            Map.entry("Claim.use", "claim"),
            Map.entry("ClaimResponse.status", "active"),
            Map.entry("ClaimResponse.outcome", "complete"),
            Map.entry("ClaimResponse.use", "claim"),
            Map.entry("ClinicalImpression.status", "in-progress"),
            Map.entry("Composition.attester.mode", "personal"),
            Map.entry("Composition.relatesTo.code", "appends"),
            Map.entry("ConceptMap.group.element.target.equivalence", "relatedto"),
            Map.entry("Composition.status", "preliminary"),
            Map.entry("Consent.status", "draft"),
            Map.entry("Consent.provision.data.meaning", "related"),
            Map.entry("Coverage.status", "active"),
            Map.entry("CapabilityStatement.fhirVersion", "4.0.1"),
            Map.entry("CapabilityStatement.kind", "instance"),
            Map.entry("CodeSystem.content", "not-present"),
            Map.entry("CompartmentDefinition.code", "Patient"),
            Map.entry("CoverageEligibilityRequest.purpose", "benefits"),
            Map.entry("CoverageEligibilityRequest.status", "active"),
            Map.entry("CoverageEligibilityResponse.outcome", "complete"),
            Map.entry("CoverageEligibilityResponse.purpose", "benefits"),
            Map.entry("CoverageEligibilityResponse.status", "active"),
            Map.entry("DetectedIssue.status", "preliminary"),
            Map.entry("Device.deviceName.type", "other"),
            Map.entry("DeviceMetric.category", "unspecified"),
            Map.entry("DeviceRequest.intent", "order"),
            Map.entry("DeviceUseStatement.status", "active"),
            Map.entry("DocumentManifest.status", "current"),
            Map.entry("DocumentReference.relatesTo.code", "appends"),
            Map.entry("DocumentReference.status", "current"),
            Map.entry("Endpoint.status", "active"),
            Map.entry("EpisodeOfCare.status", "active"),
            Map.entry("EpisodeOfCare.statusHistory.status", "active"),
            Map.entry("ExplanationOfBenefit.outcome", "complete"),
            Map.entry("ExplanationOfBenefit.status", "active"),
            Map.entry("ExplanationOfBenefit.use", "claim"),
            Map.entry("FamilyMemberHistory.status", "partial"),
            Map.entry("Flag.status", "active"),
            Map.entry("Goal.lifecycleStatus", "active"),
            Map.entry("Group.type", "person"),
            Map.entry("GuidanceResponse.status", "success"),
            Map.entry("ImagingStudy.status", "available"),
            Map.entry("Immunization.status", "completed"),
            Map.entry("ImplementationGuide.fhirVersion", "4.0.1"),
            Map.entry("Linkage.item.type", "alternate"),
            Map.entry("List.mode", "working"),
            Map.entry("List.status", "current"),
            Map.entry("MeasureReport.status", "complete"),
            Map.entry("MeasureReport.type", "individual"),
            Map.entry("MedicationRequest.intent", "order"),
            Map.entry("MessageHeader.response.code", "ok"),
            Map.entry("MolecularSequence.repository.type", "other"),
            Map.entry("NamingSystem.kind", "identifier"),
            Map.entry("NamingSystem.uniqueId.type", "other"),
            Map.entry("NutritionOrder.intent", "order"),
            Map.entry("OperationDefinition.kind", "operation"),
            Map.entry("OperationOutcome.issue.code", "processing"),
            Map.entry("OperationOutcome.issue.severity", "information"),
            Map.entry("PaymentNotice.status", "active"),
            Map.entry("PaymentReconciliation.status", "active"),
            Map.entry("Patient.link.type", "seealso"),
            Map.entry("Provenance.entity.role", "source"),
            Map.entry("QuestionnaireResponse.status", "in-progress"),
            Map.entry("RequestGroup.intent", "order"),
            Map.entry("RequestGroup.action.condition.kind", "applicability"),
            Map.entry("RequestGroup.action.relatedAction.relationship", "concurrent"),
            Map.entry("ResearchStudy.status", "active"),
            Map.entry("ResearchSubject.status", "candidate"),
            Map.entry("RiskAssessment.status", "registered"),
            Map.entry("SearchParameter.type", "special"),
            Map.entry("ServiceRequest.intent", "order"),
            Map.entry("Slot.status", "busy-unavailable"),
            Map.entry("StructureDefinition.kind", "logical"),
            Map.entry("StructureMap.group.input.mode", "source"),
            Map.entry("Subscription.channel.type", "message"),
            Map.entry("Subscription.status", "off"),
            Map.entry("Task.intent", "order"),
            Map.entry("Task.status", "requested"),
            Map.entry("TestReport.result", "pending"),
            Map.entry("TestReport.status", "completed"),
            Map.entry("VisionPrescription.status", "active"));

    /** What the model inherits from a class of all definitions, of which these ask more than others. */
    private static final Map<String, Set<String>> INHERITED = Map.ofEntries(
            Map.entry("CapabilityStatement", Set.of("date")),
            Map.entry("CompartmentDefinition", Set.of("name", "url")),
            Map.entry("GraphDefinition", Set.of("name")),
            Map.entry("ImplementationGuide", Set.of("name", "url")),
            Map.entry("MessageDefinition", Set.of("date")),
            Map.entry("NamingSystem", Set.of("date", "name")),
            Map.entry("OperationDefinition", Set.of("name")),
            Map.entry("SearchParameter", Set.of("description", "name", "url")),
            Map.entry("StructureDefinition", Set.of("name", "url")),
            Map.entry("StructureMap", Set.of("name", "url")),
            Map.entry("TerminologyCapabilities", Set.of("date")),
            Map.entry("TestScript", Set.of("name", "url")));

    /** The model's own properties say of none that it is required; the annotations on its fields do. */
    private static final ClassValue<Set<String>> NAMES = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            return read(type.asSubclass(Base.class));
        }
    };

    private Required() {}

    /** Says of a value that nobody sent it. */
    static Extension assumption() {
        return new Extension(ASSUMED, new BooleanType(true));
    }

    /** Fills a property if it must have a value and has none. */
    static void fill(Base element, Property property) {
        // Asked of every property of every element: first what is known of the class.
        Set<String> required = NAMES.get(element.getClass());
        if (required.isEmpty() || !required.contains(property.getName()) || !isEmpty(property)) {
            return;
        }
        Element made = made(element, property);
        if (made instanceof Enumeration<?> code && usual(element, property, code)) {
            return;
        }
        if (made instanceof IdType id && id.isEmpty()) {
            // An id has no place for a reason.
            id.setValue("unknown").addExtension(assumption());
            return;
        }
        if (made != null && made.isEmpty()) {
            made.addExtension(new Extension(ABSENT, new CodeType("unknown")));
            Rules.keep(made);
        }
    }

    private static boolean isEmpty(Property property) {
        return property.getValues().stream().allMatch(Base::isEmpty);
    }

    /** A code that R4 demands is not excused by a reason: it is "unknown" where there is such a code, or the usual. */
    private static boolean usual(Base element, Property property, Enumeration<?> code) {
        String path = element.fhirType() + "." + property.getName();
        for (String one : new String[] {"unknown", USUAL.getOrDefault(path, "")}) {
            try {
                code.setValueAsString(one.isEmpty() ? null : one);
                if (code.hasValue()) {
                    if (!one.equals("unknown")) {
                        code.addExtension(assumption());
                    }
                    return true;
                }
            } catch (RuntimeException noSuchCode) {
                code.setValue(null);
            }
        }
        return false;
    }

    /** As the model's properties spell them: of a choice with {@code [x]}. */
    private static Set<String> read(Class<? extends Base> type) {
        boolean composite =
                FhirJson.context().getElementDefinition(type) instanceof BaseRuntimeElementCompositeDefinition<?>
                        && !Extension.class.isAssignableFrom(type)
                        && !Narrative.class.isAssignableFrom(type);
        if (!composite) {
            return Set.of();
        }
        Set<String> inherited = INHERITED.getOrDefault(type.getSimpleName(), Set.of());
        return ((BaseRuntimeElementCompositeDefinition<?>) FhirJson.context().getElementDefinition(type))
                .getChildren().stream()
                        .filter(child -> child.getMin() > 0 || inherited.contains(child.getElementName()))
                        .map(child -> child.getElementName().replace("[x]", ""))
                        .flatMap(name -> Stream.of(name, name + "[x]"))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Element made(Base element, Property property) {
        try {
            if (property.getName().endsWith("[x]")) {
                Type value = value(property.getTypeCode());
                return value == null ? null : (Element) element.setProperty(property.getName(), value);
            }
            Base made = element.makeProperty(property.getName().hashCode(), property.getName());
            return made instanceof Element plain ? plain : null;
        } catch (FHIRException | ClassCastException impossible) {
            // A choice without either type: what stays invalid is told by the receiver's validator.
            return null;
        }
    }

    /** One of the types a choice may have. */
    private static @Nullable Type value(String types) {
        if (types.contains("CodeableConcept")) {
            return new CodeableConcept();
        }
        if (types.contains("dateTime")) {
            return new DateTimeType();
        }
        if (types.contains("string")) {
            return new StringType();
        }
        return types.contains("Reference") ? new Reference() : types.contains("uri") ? new UriType() : null;
    }
}
