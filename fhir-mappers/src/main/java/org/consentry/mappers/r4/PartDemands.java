package org.consentry.mappers.r4;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.ImmunizationRecommendation;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MolecularSequence;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RequestGroup;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/** What R4's rules demand inside one element of a resource. */
final class PartDemands {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private PartDemands() {}

    static boolean meet(Base element) {
        switch (element) {
            case Appointment.AppointmentParticipantComponent participant -> {
                if (!participant.hasActor() && !participant.hasType()) {
                    participant.setActor(Demands.unknown(new Reference()));
                }
            }
            case AuditEvent.AuditEventEntityComponent entity -> {
                if (entity.hasName() && entity.hasQuery()) {
                    entity.setNameElement(null);
                }
            }
            case CarePlan.CarePlanActivityComponent activity -> {
                if (activity.hasDetail()) {
                    activity.setReference(null);
                }
            }
            case Composition.SectionComponent section -> section(section);
            case Condition.ConditionStageComponent stage -> {
                if (!stage.hasSummary() && !stage.hasAssessment()) {
                    stage.setSummary(Demands.unknown(new CodeableConcept()));
                }
            }
            case Condition.ConditionEvidenceComponent evidence -> {
                if (!evidence.hasCode() && !evidence.hasDetail()) {
                    evidence.addCode(Demands.unknown(new CodeableConcept()));
                }
            }
            case CoverageEligibilityResponse.ItemsComponent item -> {
                if (item.hasProductOrService()) {
                    item.setCategory(null);
                } else if (!item.hasCategory()) {
                    item.setCategory(Demands.unknown(new CodeableConcept()));
                }
            }
            case Goal.GoalTargetComponent target -> {
                if (target.hasDetail() && !target.hasMeasure()) {
                    target.setMeasure(Demands.unknown(new CodeableConcept()));
                }
            }
            case Immunization.ImmunizationEducationComponent education -> {
                if (!education.hasDocumentType() && !education.hasReference()) {
                    education.setDocumentTypeElement(Demands.unknown(new StringType()));
                }
            }
            case ImmunizationRecommendation.ImmunizationRecommendationRecommendationComponent one -> {
                if (!one.hasVaccineCode() && !one.hasTargetDisease()) {
                    one.addVaccineCode(Demands.unknown(new CodeableConcept()));
                }
            }
            case MeasureReport.StratifierGroupComponent stratum -> {
                if (stratum.hasValue()) {
                    stratum.setComponent(null);
                } else if (!stratum.hasComponent()) {
                    stratum.setValue(Demands.unknown(new CodeableConcept()));
                }
            }
            case MedicationAdministration.MedicationAdministrationDosageComponent dosage -> {
                if (!dosage.hasDose() && !dosage.hasRate()) {
                    dosage.setDose(Demands.unknown(new Quantity()));
                }
            }
            case MolecularSequence.MolecularSequenceReferenceSeqComponent reference -> sequence(reference);
            case Observation.ObservationReferenceRangeComponent range -> {
                if (!range.hasLow() && !range.hasHigh() && !range.hasText()) {
                    range.setTextElement(Demands.unknown(new StringType()));
                }
            }
            case Patient.ContactComponent contact -> {
                boolean told =
                        contact.hasName() || contact.hasTelecom() || contact.hasAddress() || contact.hasOrganization();
                if (!told) {
                    contact.setName(Demands.unknown(new HumanName()));
                }
            }
            case QuestionnaireResponse.QuestionnaireResponseItemComponent item -> {
                if (item.hasAnswer() && item.hasItem()) {
                    // What is asked after an answer belongs to it.
                    item.getItem().forEach(item.getAnswerFirstRep()::addItem);
                    item.setItem(null);
                }
            }
            case RequestGroup.RequestGroupActionComponent action -> {
                if (action.hasAction()) {
                    action.setResource(null);
                } else if (!action.hasResource()) {
                    action.setResource(Demands.unknown(new Reference()));
                }
            }
            case RiskAssessment.RiskAssessmentPredictionComponent prediction -> {
                boolean percent = !(prediction.getProbability() instanceof Range range)
                        || (isPercent(range.getLow()) && isPercent(range.getHigh()));
                boolean tooMuch = prediction.getProbability() instanceof DecimalType decimal
                        && decimal.hasValue()
                        && decimal.getValue().compareTo(HUNDRED) > 0;
                if (!percent || tooMuch) {
                    prediction.setProbability(null);
                }
            }
            default -> {
                return TypeDemands.meet(element);
            }
        }
        return true;
    }

    private static boolean isPercent(Quantity quantity) {
        return quantity.isEmpty() || ("%".equals(quantity.getCode()) && TypeDemands.UCUM.equals(quantity.getSystem()));
    }

    /** A text, entries or sections; and a reason for there being none only if there are none. */
    private static void section(Composition.SectionComponent section) {
        if (section.hasText() && !section.getText().hasDiv()) {
            section.setText(null);
        }
        if (section.hasEntry()) {
            section.setEmptyReason(null);
        }
        if (section.hasText() || section.hasEntry() || section.hasSection()) {
            return;
        }
        if (section.hasEmptyReason()) {
            Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.EMPTY);
            XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
            div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
            div.tx("-");
            narrative.setDiv(div);
            section.setText(narrative);
        } else {
            section.addEntry(Demands.unknown(new Reference()));
        }
    }

    /** One of four ways to name a sequence; a chromosome goes with a genome build, and with nothing else. */
    private static void sequence(MolecularSequence.MolecularSequenceReferenceSeqComponent reference) {
        boolean chromosome = reference.hasChromosome();
        boolean id = !chromosome && reference.hasReferenceSeqId();
        boolean pointer = !chromosome && !id && reference.hasReferenceSeqPointer();
        boolean string = !chromosome && !id && !pointer && reference.hasReferenceSeqString();
        boolean build = !id && !pointer && !string && (chromosome || reference.hasGenomeBuild());
        reference.setReferenceSeqId(id ? reference.getReferenceSeqId() : null);
        reference.setReferenceSeqPointer(pointer ? reference.getReferenceSeqPointer() : null);
        reference.setReferenceSeqStringElement(string ? reference.getReferenceSeqStringElement() : null);
        reference.setGenomeBuildElement(build ? reference.getGenomeBuildElement() : null);
        if (build && !reference.hasGenomeBuild()) {
            reference.setGenomeBuildElement(Demands.unknown(new StringType()));
        }
        if (build && !chromosome) {
            reference.setChromosome(Demands.unknown(new CodeableConcept()));
        }
        if (!id && !pointer && !string && !build) {
            reference.setReferenceSeqId(Demands.unknown(new CodeableConcept()));
        }
    }
}
