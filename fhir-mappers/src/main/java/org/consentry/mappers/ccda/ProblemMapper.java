package org.consentry.mappers.ccda;

import java.util.Map;
import java.util.Set;
import org.consentry.mappers.ccda.datatype.Absent;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Problem observations to Condition; the status is the status observation's, else the concern's. */
final class ProblemMapper {

    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
    private static final String US_CORE_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/condition-category";
    private static final Map<String, String> CONCERN =
            Map.of("active", "active", "suspended", "inactive", "aborted", "inactive", "completed", "inactive");

    private static final Set<String> PROBLEM = Set.of("55607006", "75326-9", "ASSERTION");

    private ProblemMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Condition condition = new Condition();
        condition.setIdentifier(document.ids.identifiers(statement.element()));
        condition.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), condition::setEncounter);
        category(statement, section, condition);
        kind(statement, condition, document);
        code(statement, condition, document);
        times(statement, condition, document);
        status(statement, condition, document);
        authors(statement, condition, document);
        for (Element site : statement.element().children("targetSiteCode")) {
            document.concept(site, condition::addBodySite);
        }
        for (Statement inner : statement.inner()) {
            part(inner, condition, document);
        }
        evidence(statement, section, condition, document);
        condition.setNote(Facts.notes(statement, document));
        document.add(condition, statement);
    }

    private static void category(Statement statement, SectionKind section, Condition condition) {
        boolean diagnosis = Facts.inside(
                statement,
                Template.ENCOUNTER_DIAGNOSIS,
                Template.ADMISSION_DIAGNOSIS,
                Template.DISCHARGE_DIAGNOSIS,
                Template.PREOPERATIVE_DIAGNOSIS,
                Template.POSTPROCEDURE_DIAGNOSIS);
        boolean concern = Facts.inside(statement, Template.HEALTH_CONCERN, Template.RISK_CONCERN);
        String code = diagnosis
                ? "encounter-diagnosis"
                : concern ? "health-concern" : section.conditions == null ? "problem-list-item" : section.conditions;
        condition.addCategory(Facts.concept(code.equals("health-concern") ? US_CORE_CATEGORY : CATEGORY, code));
    }

    /** What kind of problem it is (symptom, diagnosis, finding…) is a category too; that it is a problem says nothing. */
    private static void kind(Statement statement, Condition condition, Document document) {
        Element code = statement.code();
        String plain = code == null ? null : code.attribute("code");
        if (plain != null && !PROBLEM.contains(plain)) {
            document.concept(code, condition::addCategory);
        }
    }

    private static void code(Statement statement, Condition condition, Document document) {
        Element value = statement.value();
        CodeableConcept code = document.codes.concept(value);
        String plain = value == null ? null : value.attribute("code");
        boolean nothing = "55607006".equals(plain) || "64572001".equals(plain);
        if (statement.negated() && (nothing || code == null)) {
            condition.setCode(AllergyMapper.snomed("160245001", "No current problems or disability"));
            return;
        }
        if (statement.negated()) {
            condition.setVerificationStatus(Facts.concept(VERIFICATION, "refuted"));
        }
        String said = code == null ? Facts.said(statement, document) : null;
        condition.setCode(
                code != null
                        ? code
                        : said != null ? new CodeableConcept().setText(said) : document.codes.required(value));
    }

    private static void times(Statement statement, Condition condition, Document document) {
        Element time = statement.time();
        if (time == null) {
            return;
        }
        if (document.times.reversed(time)) {
            document.report.warn(Report.place(time), "period-ends-before-start", "The period ends before it starts");
        }
        Element low = time.child("low");
        DateTimeType start = document.times.point(low != null ? low : time);
        Document.accept(start, condition::setOnset);
        Element high = time.child("high");
        DateTimeType end = document.times.point(high);
        if (end != null && !document.times.reversed(time)) {
            condition.setAbatement(end);
        } else if (high != null && "UNK".equals(high.nullFlavor())) {
            condition.setAbatement(Absent.because(new DateTimeType(), "UNK"));
        }
    }

    private static void status(Statement statement, Condition condition, Document document) {
        Statement concern = Facts.around(statement);
        String concernStatus = concern == null ? "" : concern.status();
        if (statement.status().equals("nullified") || concernStatus.equals("nullified")) {
            condition.setVerificationStatus(Facts.concept(VERIFICATION, "entered-in-error"));
            return;
        }
        String code = null;
        for (Statement inner : statement.inner()) {
            if (inner.is(Template.PROBLEM_STATUS) || inner.coded("33999-4")) {
                document.mapped(inner);
                code = document.translated(inner.value(), "ccda-problem-status");
            }
        }
        if (code == null) {
            code = condition.hasAbatement() ? "resolved" : CONCERN.getOrDefault(concernStatus, "active");
        }
        boolean going = code.equals("active") || code.equals("recurrence") || code.equals("relapse");
        condition.setClinicalStatus(Facts.concept(CLINICAL, going && condition.hasAbatement() ? "inactive" : code));
        if (!condition.hasVerificationStatus()) {
            condition.setVerificationStatus(Facts.concept(VERIFICATION, "confirmed"));
        }
    }

    private static void authors(Statement statement, Condition condition, Document document) {
        Statement around = Facts.around(statement);
        Element author =
                statement.element().child("author") != null || around == null ? statement.element() : around.element();
        Document.accept(document.authorship.recorded(author), condition::setRecordedDateElement);
        Document.accept(document.authorship.person(author), condition::setRecorder);
    }

    private static void part(Statement inner, Condition condition, Document document) {
        if (inner.is(Template.SEVERITY)) {
            document.mapped(inner);
            document.concept(inner.value(), condition::setSeverity);
        } else if (inner.is(Template.AGE) && !condition.hasOnset()) {
            Age age = age(inner.value(), document);
            if (age != null) {
                document.mapped(inner);
                condition.setOnset(age);
            }
        } else if (inner.is(Template.DATE_OF_DIAGNOSIS)) {
            DateTimeType date = document.times.start(inner.time());
            if (date != null) {
                document.mapped(inner);
                condition.addExtension(
                        new Extension("http://hl7.org/fhir/StructureDefinition/condition-assertedDate", date));
            }
        }
    }

    private static void evidence(Statement statement, SectionKind section, Condition condition, Document document) {
        for (Statement support : statement.related("SPRT")) {
            Walker.visit(support, section, document);
            Document.accept(
                    document.made(support.element()),
                    made -> condition.addEvidence().addDetail(Entries.reference(made)));
        }
    }

    /** An age in UCUM's units of time, or null. */
    static @Nullable Age age(@Nullable Element value, Document document) {
        Quantity quantity = document.quantities.duration(value);
        if (quantity == null) {
            return null;
        }
        Age age = new Age();
        age.setValue(quantity.getValue()).setSystem(quantity.getSystem()).setCode(quantity.getCode());
        age.setUnit(quantity.getUnit());
        return quantity.getValue().signum() > 0 ? age : null;
    }

    /** A reference to the first Condition made inside of a statement, or null. */
    static @Nullable Reference within(Statement statement, Document document) {
        return Walker.made(statement.element(), document).stream()
                .filter(reference -> reference.getReference().startsWith("Condition/"))
                .findFirst()
                .orElse(null);
    }
}
