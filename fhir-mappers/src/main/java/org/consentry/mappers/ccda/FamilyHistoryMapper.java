package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.datatype.Names;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.FamilyMemberHistory;
import org.hl7.fhir.r4.model.FamilyMemberHistory.FamilyHistoryStatus;
import org.hl7.fhir.r4.model.FamilyMemberHistory.FamilyMemberHistoryConditionComponent;
import org.jspecify.annotations.Nullable;

/** Family history organizers: one relative, with what that person had or died of. */
final class FamilyHistoryMapper {

    private FamilyHistoryMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        FamilyMemberHistory history = new FamilyMemberHistory();
        history.setIdentifier(document.ids.identifiers(statement.element()));
        history.setPatient(document.subject());
        history.setStatus(
                switch (statement.status()) {
                    case "completed" -> FamilyHistoryStatus.COMPLETED;
                    case "nullified" -> FamilyHistoryStatus.ENTEREDINERROR;
                    case "active" -> FamilyHistoryStatus.PARTIAL;
                    default -> FamilyHistoryStatus.PARTIAL;
                });
        Element relative = statement.element().at("subject", "relatedSubject");
        history.setRelationship(document.codes.required(relative == null ? null : relative.child("code")));
        if (relative != null) {
            person(relative.child("subject"), history, document);
        }
        Document.accept(document.times.start(statement.time()), history::setDateElement);
        for (Statement inner : statement.inner()) {
            if (inner.name().equals("observation")) {
                condition(inner, history, document);
            }
        }
        if (history.getStatus() == FamilyHistoryStatus.PARTIAL && !history.hasCondition()) {
            history.setStatus(FamilyHistoryStatus.HEALTHUNKNOWN);
        }
        history.setNote(Facts.notes(statement, document));
        document.add(history, statement);
    }

    private static void person(@Nullable Element subject, FamilyMemberHistory history, Document document) {
        if (subject == null) {
            return;
        }
        document.names.names(subject).stream().findFirst().ifPresent(name -> history.setName(Names.display(name)));
        String gender = document.translated(subject.child("administrativeGenderCode"), "administrative-sex");
        if (gender != null) {
            history.setSex(Facts.concept("http://hl7.org/fhir/administrative-gender", gender));
        }
        DateType born = document.times.day(subject.child("birthTime"));
        Document.accept(born, history::setBorn);
        Element deceased = subject.child("deceasedInd");
        DateType died = document.times.day(subject.child("deceasedTime"));
        if (died != null) {
            history.setDeceased(died);
        } else if (deceased != null && deceased.attribute("value") != null) {
            history.setDeceased(new BooleanType(Facts.flag(deceased)));
        }
    }

    private static void condition(Statement observation, FamilyMemberHistory history, Document document) {
        Element value = observation.value();
        CodeableConcept code = document.codes.concept(value);
        String said = Facts.said(observation, document);
        if (observation.negated() && code != null) {
            // "Did not have" has no place among what a relative had.
            document.mapped(observation);
            String name =
                    code.hasText() ? code.getText() : code.getCodingFirstRep().getCode();
            history.addNote().setText("Not present: " + name);
            return;
        }
        FamilyMemberHistoryConditionComponent condition = history.addCondition();
        condition.setCode(
                code != null
                        ? code
                        : said != null ? new CodeableConcept().setText(said) : document.codes.required(value));
        document.mapped(observation);
        for (Statement inner : observation.inner()) {
            if (inner.is(Template.AGE)) {
                Document.accept(ProblemMapper.age(inner.value(), document), age -> {
                    document.mapped(inner);
                    condition.setOnset(age);
                });
            } else if (inner.is(Template.FAMILY_DEATH)) {
                document.mapped(inner);
                condition.setContributedToDeath(true);
                if (!history.hasDeceased()) {
                    history.setDeceased(new BooleanType(true));
                }
            }
        }
        condition.setNote(Facts.notes(observation, document));
    }
}
