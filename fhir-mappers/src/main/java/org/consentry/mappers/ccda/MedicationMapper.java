package org.consentry.mappers.ccda;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.ccda.datatype.Quantities;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Medication activities to MedicationRequest: what is taken as a plan, what is ordered as an order (guide, mood map). */
final class MedicationMapper {

    private MedicationMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        MedicationRequest request = new MedicationRequest();
        request.setIdentifier(document.ids.identifiers(statement.element()));
        request.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), request::setEncounter);
        request.setStatus(status(statement.status()));
        request.setIntent(intent(statement));
        if (statement.negated() && none(statement, document)) {
            request.setMedication(AllergyMapper.snomed("787481004", "No known medications"));
        } else {
            if (statement.negated()) {
                request.setDoNotPerform(true);
            }
            medication(statement, request, document);
        }
        Document.accept(document.authorship.recorded(statement.element()), request::setAuthoredOnElement);
        Document.accept(document.authorship.recorder(statement.element()), request::setRequester);
        Document.accept(Dosages.of(statement, document), request::addDosageInstruction);
        request.setReasonCode(Facts.reasons(statement, document));
        request.setNote(Facts.notes(statement, document));
        statement.inner(Template.SUPPLY_ORDER).forEach(supply -> supply(supply, request, document));
        document.add(request, statement);
    }

    /** Not any medicine at all, which is no order against one: "drug or medication", or none named, and negated. */
    private static boolean none(Statement statement, Document document) {
        CodeableConcept code = Products.of(statement).code(document);
        return code == null
                ? Facts.said(statement, document) == null
                : code.getCoding().stream().anyMatch(coding -> "410942007".equals(coding.getCode()));
    }

    private static MedicationRequestStatus status(String code) {
        return switch (code) {
            case "active" -> MedicationRequestStatus.ACTIVE;
            case "suspended", "held" -> MedicationRequestStatus.ONHOLD;
            case "aborted" -> MedicationRequestStatus.STOPPED;
            case "completed" -> MedicationRequestStatus.COMPLETED;
            case "cancelled" -> MedicationRequestStatus.CANCELLED;
            case "nullified" -> MedicationRequestStatus.ENTEREDINERROR;
            case "new" -> MedicationRequestStatus.DRAFT;
            default -> MedicationRequestStatus.UNKNOWN;
        };
    }

    private static MedicationRequestIntent intent(Statement statement) {
        String mood = String.valueOf(statement.element().attribute("moodCode"));
        return switch (mood) {
            case "INT", "RQO", "ORD" -> MedicationRequestIntent.ORDER;
            case "PRP", "PRMS", "ARQ" -> MedicationRequestIntent.PROPOSAL;
            default -> MedicationRequestIntent.PLAN;
        };
    }

    /** A code is enough, unless the document tells who made it, from which lot, in which form or vehicle. */
    private static void medication(Statement statement, MedicationRequest request, Document document) {
        Products product = Products.of(statement);
        Reference maker = product.manufacturer(document);
        String lot = product.lot();
        Element form = statement.element().child("administrationUnitCode");
        boolean formed = form != null && document.codes.concept(form) != null;
        List<CodeableConcept> vehicles = vehicles(statement, document);
        if (maker == null && lot == null && !formed && vehicles.isEmpty()) {
            request.setMedication(product.required(statement, document));
            return;
        }
        Medication medication = new Medication().setCode(product.required(statement, document));
        medication.setId("medication");
        Document.accept(maker, medication::setManufacturer);
        if (lot != null) {
            medication.getBatch().setLotNumber(lot);
        }
        document.concept(form, medication::setForm);
        vehicles.forEach(vehicle -> medication.addIngredient().setItem(vehicle).setIsActive(false));
        request.addContained(medication);
        request.setMedication(new Reference("#medication"));
    }

    /** What the medicine is given in, such as a saline solution. */
    private static List<CodeableConcept> vehicles(Statement statement, Document document) {
        List<CodeableConcept> vehicles = new ArrayList<>(0);
        for (Element participant : statement.element().children("participant")) {
            if (participant.has("typeCode", "CSM")) {
                for (Element entity : participant.all("participantRole", "playingEntity")) {
                    Element name = entity.child("name");
                    String called = name == null ? null : document.narrative.text(name);
                    CodeableConcept code = document.codes.concept(entity.child("code"));
                    if (code != null || called != null) {
                        vehicles.add(code != null ? code : new CodeableConcept().setText(called));
                    }
                }
            }
        }
        return vehicles;
    }

    private static void supply(Statement supply, MedicationRequest request, Document document) {
        document.mapped(supply);
        MedicationRequest.MedicationRequestDispenseRequestComponent dispense = request.getDispenseRequest();
        dispense.setQuantity(document.quantities.simple(supply.element().child("quantity")));
        dispense.setValidityPeriod(document.times.period(supply.time()));
        Integer repeats = repeats(supply.element().child("repeatNumber"));
        if (repeats != null && repeats > 0) {
            // CDA counts the first dispense, FHIR the ones after it.
            dispense.setNumberOfRepeatsAllowed(repeats - 1);
        }
        Facts.performers(supply, document).stream()
                .filter(reference -> isOrganization(reference))
                .findFirst()
                .ifPresent(dispense::setPerformer);
        if (dispense.isEmpty()) {
            request.setDispenseRequest(null);
        }
    }

    static boolean isOrganization(Reference reference) {
        return "Organization".equals(reference.getType())
                || (reference.hasReference() && reference.getReference().startsWith("Organization/"));
    }

    /** A small whole number in {@code value}, or null. */
    static @Nullable Integer repeats(@Nullable Element repeat) {
        BigDecimal value = repeat == null ? null : Quantities.number(repeat.attribute("value"));
        boolean whole = value != null
                && value.stripTrailingZeros().scale() <= 0
                && value.abs().compareTo(BigDecimal.valueOf(1_000_000)) <= 0;
        if (repeat != null && !whole) {
            repeat.unread("value");
        }
        return value != null && whole ? Integer.valueOf(value.intValue()) : null;
    }
}
