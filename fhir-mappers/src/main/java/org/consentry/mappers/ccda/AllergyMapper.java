package org.consentry.mappers.ccda;

import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.terminology.Concept;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticality;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceReactionComponent;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.jspecify.annotations.Nullable;

/** Allergy observations to AllergyIntolerance; the status is the status observation's, else the concern's. */
final class AllergyMapper {

    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String ABATEMENT = "http://hl7.org/fhir/StructureDefinition/allergyintolerance-abatement";
    private static final Map<String, String> CONCERN =
            Map.of("active", "active", "suspended", "inactive", "aborted", "inactive", "completed", "inactive");
    private static final Map<String, AllergyIntoleranceCriticality> CRITICALITY = Map.of(
            "CRITL", AllergyIntoleranceCriticality.LOW,
            "CRITH", AllergyIntoleranceCriticality.HIGH,
            "CRITU", AllergyIntoleranceCriticality.UNABLETOASSESS);

    private AllergyMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        AllergyIntolerance allergy = new AllergyIntolerance();
        allergy.setIdentifier(document.ids.identifiers(statement.element()));
        allergy.setPatient(document.subject());
        kind(statement.value(), allergy, document);
        substance(statement, allergy, document);
        status(statement, allergy, document);
        Document.accept(document.times.start(statement.time()), allergy::setOnset);
        Document.accept(
                document.times.end(statement.time()), end -> allergy.addExtension(new Extension(ABATEMENT, end)));
        Document.accept(recordedBy(statement), concern -> {
            Document.accept(document.authorship.recorded(concern.element()), allergy::setRecordedDateElement);
            Document.accept(document.authorship.person(concern.element()), allergy::setRecorder);
        });
        Statement criticality = statement.first(Template.CRITICALITY);
        Element critical = criticality == null ? null : criticality.value();
        if (criticality != null && critical != null) {
            document.mapped(criticality);
            allergy.setCriticality(CRITICALITY.get(String.valueOf(critical.attribute("code"))));
            if (!allergy.hasCriticality()) {
                critical.unread("code");
            }
        }
        reactions(statement, allergy, document);
        allergy.setNote(Facts.notes(statement, document));
        document.add(allergy, statement);
    }

    private static @Nullable Statement recordedBy(Statement statement) {
        return statement.element().child("author") != null ? statement : Facts.around(statement);
    }

    private static void kind(@Nullable Element value, AllergyIntolerance allergy, Document document) {
        String type = document.terminology.code("ccda-allergy-type", value == null ? null : value.attribute("code"));
        String category =
                document.terminology.code("ccda-allergy-category", value == null ? null : value.attribute("code"));
        if (type != null) {
            allergy.setType(AllergyIntoleranceType.fromCode(type));
        }
        if (category != null) {
            allergy.addCategory(AllergyIntoleranceCategory.fromCode(category));
        }
        if (value != null && type == null && category == null) {
            value.unread("code");
        }
    }

    private static void substance(Statement statement, AllergyIntolerance allergy, Document document) {
        CodeableConcept substance = null;
        for (Element entity : statement.element().all("participant", "participantRole", "playingEntity")) {
            CodeableConcept code = document.codes.concept(entity.child("code"));
            Element name = entity.child("name");
            String called = name == null ? null : document.narrative.text(name);
            if (code == null && called != null) {
                code = new CodeableConcept().setText(called);
            }
            substance = substance == null ? code : substance;
        }
        if (substance != null && statement.negated()) {
            without(substance, allergy, document);
            return;
        }
        if (substance != null) {
            allergy.setCode(substance);
            return;
        }
        Element value = statement.value();
        if (statement.negated()) {
            String code = value == null ? null : value.peek("code");
            document.terminology
                    .translate("ccda-no-known-allergy", code)
                    .or(() -> document.terminology.translate("ccda-no-known-allergy", "419199007"))
                    .ifPresent(none -> allergy.setCode(new CodeableConcept(none.coding())));
            return;
        }
        // Without a substance, what kind of allergy it is must do.
        CodeableConcept kind = document.codes.concept(value);
        String said = Facts.said(statement, document);
        allergy.setCode(
                kind != null
                        ? kind
                        : said != null ? new CodeableConcept().setText(said) : document.codes.required(value));
    }

    /** No allergy to one substance: its own code for that if there is one, else the substance, refuted. */
    private static void without(CodeableConcept substance, AllergyIntolerance allergy, Document document) {
        for (Coding coding : substance.getCoding()) {
            Concept none = document.terminology
                    .translate("ccda-no-known-allergy", coding.getCode())
                    .orElse(null);
            if (none != null && SNOMED.equals(coding.getSystem())) {
                allergy.setCode(new CodeableConcept(none.coding()));
                return;
            }
        }
        // The guide's extension substanceExposureRisk fails R4's own invariant on it wherever it stands.
        allergy.setCode(substance);
        allergy.setVerificationStatus(Facts.concept(VERIFICATION, "refuted"));
    }

    private static void status(Statement statement, AllergyIntolerance allergy, Document document) {
        Statement concern = Facts.around(statement);
        String concernStatus = concern == null ? "" : concern.status();
        if (statement.status().equals("nullified") || concernStatus.equals("nullified")) {
            allergy.setVerificationStatus(Facts.concept(VERIFICATION, "entered-in-error"));
            return;
        }
        String code = null;
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.ALLERGY_STATUS) || inner.coded("33999-4")) {
                document.mapped(inner);
                code = document.translated(inner.value(), "ccda-problem-status");
            }
        }
        if (code == null || !(code.equals("active") || code.equals("inactive") || code.equals("resolved"))) {
            boolean over = document.times.end(statement.time()) != null;
            code = over ? "resolved" : CONCERN.getOrDefault(concernStatus, "active");
        }
        allergy.setClinicalStatus(Facts.concept(CLINICAL, code));
        if (!allergy.hasVerificationStatus()) {
            allergy.setVerificationStatus(Facts.concept(VERIFICATION, "confirmed"));
        }
    }

    private static void reactions(Statement statement, AllergyIntolerance allergy, Document document) {
        for (Statement reaction : statement.inner(Template.REACTION)) {
            AllergyIntoleranceReactionComponent component = allergy.addReaction();
            component.addManifestation(document.codes.required(reaction.value()));
            Document.accept(document.times.start(reaction.time()), component::setOnsetElement);
            component.setSeverity(severity(reaction, document));
            component.setNote(Facts.notes(reaction, document));
            document.mapped(reaction);
        }
        AllergyIntoleranceSeverity overall = severity(statement, document);
        for (AllergyIntoleranceReactionComponent reaction : allergy.getReaction()) {
            if (!reaction.hasSeverity()) {
                reaction.setSeverity(overall);
            }
        }
    }

    private static @Nullable AllergyIntoleranceSeverity severity(Statement statement, Document document) {
        Statement severity = statement.first(Template.SEVERITY);
        if (severity == null) {
            return null;
        }
        String code = document.translated(severity.value(), "ccda-severity");
        if (code != null) {
            document.mapped(severity);
        }
        return code == null ? null : AllergyIntoleranceSeverity.fromCode(code);
    }

    static CodeableConcept snomed(String code, String display) {
        return Facts.concept(SNOMED, code, display);
    }
}
