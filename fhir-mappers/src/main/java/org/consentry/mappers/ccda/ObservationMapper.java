package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Observations of every kind: results, vital signs, social history, functional and mental status, scales. */
final class ObservationMapper {

    static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private static final String LOINC = "http://loinc.org";

    private ObservationMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Observation observation = observation(statement, section, document);
        document.add(observation, statement);
        members(statement, section, observation, document);
    }

    /** What the statement says, not added yet. */
    static Observation observation(Statement statement, SectionKind section, Document document) {
        Observation observation = new Observation();
        Element element = statement.element();
        observation.setIdentifier(document.ids.identifiers(element));
        observation.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), observation::setEncounter);
        observation.setStatus(status(statement));
        Document.accept(category(statement, section), code -> observation.addCategory(Facts.concept(CATEGORY, code)));
        observation.setCode(code(statement, document));
        observation.setEffective(document.times.pointOrPeriod(statement.time()));
        value(statement, observation, document);
        for (Element interpretation : element.children("interpretationCode")) {
            document.concept(interpretation, observation::addInterpretation);
        }
        if (statement.negated()) {
            observation.addInterpretation(Facts.concept(INTERPRETATION, "NEG"));
            negate(observation);
        }
        document.concept(element.child("methodCode"), observation::setMethod);
        document.concept(element.child("targetSiteCode"), observation::setBodySite);
        observation.setPerformer(Facts.performers(statement, document, false));
        Document.accept(Specimens.of(statement, document), observation::setSpecimen);
        element.all("referenceRange", "observationRange").forEach(range -> range(range, observation, document));
        observation.setNote(Facts.notes(statement, document));
        items(statement, observation, document);
        if (statement.is(Template.PREGNANCY)) {
            SocialHistory.pregnancy(statement, observation, document);
        }
        if (statement.is(Template.VITAL_SIGN) && !observation.hasPerformer()) {
            Reference author = document.authorship.recorder(element);
            if (author != null && !Parties.is(author, "Device")) {
                observation.addPerformer(author);
            }
        }
        return observation;
    }

    /** Whoever reads the answer alone must not take it for one. */
    private static void negate(Observation observation) {
        if (observation.getValue() instanceof CodeableConcept answer) {
            String name = answer.hasText()
                    ? answer.getText()
                    : String.valueOf(answer.getCodingFirstRep().getDisplay());
            answer.setText(
                    "Not: " + (name.equals("null") ? answer.getCodingFirstRep().getCode() : name));
        }
    }

    static ObservationStatus status(Statement statement) {
        return switch (statement.status()) {
            case "completed" -> ObservationStatus.FINAL;
            case "aborted", "cancelled" -> ObservationStatus.CANCELLED;
            case "nullified" -> ObservationStatus.ENTEREDINERROR;
            case "active", "held", "suspended", "new" -> ObservationStatus.REGISTERED;
            default -> ObservationStatus.UNKNOWN;
        };
    }

    static @Nullable String category(Statement statement, SectionKind section) {
        if (statement.is(Template.VITAL_SIGN)) {
            return "vital-signs";
        }
        boolean social = statement.is(Template.SOCIAL_HISTORY)
                || statement.is(Template.SMOKING_STATUS)
                || statement.is(Template.TOBACCO_USE)
                || statement.is(Template.PREGNANCY)
                || statement.is(Template.PREGNANCY_INTENTION);
        if (social) {
            return "social-history";
        }
        return statement.is(Template.RESULT) && section == SectionKind.OTHER ? "laboratory" : section.observations;
    }

    private static CodeableConcept code(Statement statement, Document document) {
        if (statement.is(Template.PREGNANCY) && statement.coded("ASSERTION")) {
            return Facts.concept(LOINC, "82810-3", "Pregnancy status");
        }
        return document.codes.required(statement.code());
    }

    private static void value(Statement statement, Observation observation, Document document) {
        for (Element said : statement.element().children("value")) {
            Type value = document.values.value(said);
            if (value != null && !observation.hasValue()) {
                observation.setValue(value);
            } else if (value != null) {
                observation.addComponent().setCode(observation.getCode().copy()).setValue(value);
            }
        }
        if (observation.hasComponent()) {
            // FHIR has one value; where a document has several, each is a component.
            observation
                    .getComponent()
                    .add(
                            0,
                            new Observation.ObservationComponentComponent()
                                    .setCode(observation.getCode().copy())
                                    .setValue(observation.getValue()));
            observation.setValue(null);
        }
        Element first = statement.value();
        if (first != null && !observation.hasValue() && !observation.hasComponent()) {
            String text = first.child("originalText") == null ? null : document.codes.text(first);
            if (text != null) {
                observation.setValue(new StringType(text));
            } else {
                observation.setDataAbsentReason(Absent.concept(first.nullFlavor()));
            }
        }
    }

    static void range(Element observed, Observation observation, Document document) {
        Element code = observed.child("interpretationCode");
        if (code != null && code.attribute("code") != null && !code.has("code", "N")) {
            return;
        }
        ObservationReferenceRangeComponent range = new ObservationReferenceRangeComponent();
        Element value = observed.child("value");
        Range bounds = value == null ? null : document.quantities.range(value);
        if (bounds != null) {
            range.setLow(bounds.getLow().isEmpty() ? null : bounds.getLow().castToSimpleQuantity(bounds.getLow()));
            range.setHigh(bounds.getHigh().isEmpty() ? null : bounds.getHigh().castToSimpleQuantity(bounds.getHigh()));
        }
        String text = document.narrative.text(observed.child("text"));
        if (text == null && value != null && bounds == null) {
            Type said = document.values.value(value);
            text = said instanceof StringType string
                    ? string.getValue()
                    : said instanceof CodeableConcept concept ? concept.getText() : null;
        }
        Document.accept(text, range::setText);
        if (!range.isEmpty()) {
            observation.addReferenceRange(range);
        }
    }

    /** The answers of an assessment scale are components of its score. */
    private static void items(Statement statement, Observation observation, Document document) {
        for (Statement item : statement.inner(Template.ASSESSMENT_ITEM)) {
            Element value = item.value();
            Type answer = value == null ? null : document.values.value(value);
            CodeableConcept code = document.codes.concept(item.code());
            if (code != null) {
                Observation.ObservationComponentComponent component =
                        observation.addComponent().setCode(code).setValue(answer);
                if (answer == null) {
                    component.setDataAbsentReason(Absent.concept(value == null ? null : value.nullFlavor()));
                }
                document.mapped(item);
            }
        }
    }

    private static void members(Statement statement, SectionKind section, Observation observation, Document document) {
        for (Statement inner : statement.related("COMP")) {
            if (inner.name().equals("observation")) {
                Walker.visit(inner, section, document);
                if (document.made(inner.element()) instanceof Observation made) {
                    observation.addHasMember(Entries.reference(made));
                }
            }
        }
    }
}
