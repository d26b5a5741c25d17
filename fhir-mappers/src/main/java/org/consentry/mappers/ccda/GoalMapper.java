package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.datatype.Ids;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Goal.GoalTargetComponent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Goal observations: what is measured, and what it should become. */
final class GoalMapper {

    private GoalMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Goal goal = new Goal();
        goal.setIdentifier(document.ids.identifiers(statement.element()));
        goal.setSubject(document.subject());
        goal.setLifecycleStatus(
                switch (statement.status()) {
                    case "completed" -> GoalLifecycleStatus.COMPLETED;
                    case "aborted", "cancelled" -> GoalLifecycleStatus.CANCELLED;
                    case "suspended", "held" -> GoalLifecycleStatus.ONHOLD;
                    case "nullified" -> GoalLifecycleStatus.ENTEREDINERROR;
                    case "new" -> GoalLifecycleStatus.PROPOSED;
                    default -> GoalLifecycleStatus.ACTIVE;
                });
        Element value = statement.value();
        Type target = value == null ? null : document.values.value(value);
        goal.setDescription(description(statement, target, document));
        target(statement, target, goal, document);
        Element time = statement.time();
        DateType start = document.times.day(time != null && time.child("low") != null ? time.child("low") : time);
        Document.accept(start, goal::setStart);
        Reference author = document.authorship.recorder(statement.element());
        if (author != null && !MedicationMapper.isOrganization(author) && !Parties.is(author, "Device")) {
            goal.setExpressedBy(author);
        }
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.PRIORITY) && !goal.hasPriority()) {
                document.concept(inner.value(), goal::setPriority);
                document.mapped(inner);
            } else if (inner.is(Template.ENTRY_REFERENCE)) {
                document.later(() -> addresses(inner, goal, document));
            }
        }
        goal.setNote(Facts.notes(statement, document));
        document.add(goal, statement);
    }

    /** The problem of the document that a goal refers to by its id. */
    private static void addresses(Statement reference, Goal goal, Document document) {
        for (Identifier id : document.ids.identifiers(reference.element())) {
            Condition problem = document.entries.find(Condition.class, Ids.key(id));
            if (problem != null) {
                goal.addAddresses(Entries.reference(problem));
                return;
            }
        }
    }

    private static CodeableConcept description(Statement statement, @Nullable Type target, Document document) {
        String said = Facts.said(statement, document);
        if (target instanceof StringType words) {
            return new CodeableConcept().setText(words.getValue());
        }
        if (target instanceof CodeableConcept concept) {
            return concept;
        }
        CodeableConcept measured = document.codes.concept(statement.code());
        if (measured != null) {
            return said == null ? measured : measured.copy().setText(said);
        }
        return said != null ? new CodeableConcept().setText(said) : document.codes.required(statement.code());
    }

    private static void target(Statement statement, @Nullable Type target, Goal goal, Document document) {
        GoalTargetComponent component = new GoalTargetComponent();
        boolean measurable = target instanceof Quantity
                || target instanceof Range
                || target instanceof IntegerType
                || target instanceof BooleanType;
        CodeableConcept measured = document.codes.concept(statement.code());
        if (measurable && measured != null) {
            component.setMeasure(measured);
            component.setDetail(target);
        }
        Element time = statement.time();
        DateTimeType due = document.times.end(time);
        if (due != null && time != null) {
            component.setDue(document.times.day(time.child("high")));
        }
        if (!component.isEmpty()) {
            goal.addTarget(component);
        }
    }
}
