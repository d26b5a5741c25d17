package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.ccda.datatype.Times;
import org.consentry.mappers.transaction.Entries;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Result organizers to DiagnosticReport, with an Observation for each result. */
final class ResultMapper {

    private static final String SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074";

    private ResultMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        DiagnosticReport report = new DiagnosticReport();
        report.setIdentifier(document.ids.identifiers(statement.element()));
        report.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), report::setEncounter);
        report.setStatus(status(statement));
        report.addCategory(Facts.concept(SECTION, "LAB", "Laboratory"));
        report.setCode(document.codes.required(statement.code()));
        Reference specimen = Specimens.of(statement, document);
        Document.accept(specimen, report::addSpecimen);
        Document.accept(specimen, taken -> Specimens.collected(statement, taken, document));
        report.setPerformer(Facts.performers(statement, document, false));
        List<Observation> results = new ArrayList<>();
        for (Statement inner : statement.inner()) {
            Walker.visit(inner, section == SectionKind.OTHER ? SectionKind.RESULTS : section, document);
            if (document.made(inner.element()) instanceof Observation result) {
                results.add(result);
                report.addResult(Entries.reference(result));
                if (specimen != null && !result.hasSpecimen()) {
                    result.setSpecimen(specimen.copy());
                }
            }
        }
        report.setEffective(document.times.pointOrPeriod(statement.time()));
        if (!report.hasEffective()) {
            report.setEffective(span(results));
        }
        document.add(report, statement);
    }

    /** From the first to the last, where the organizer itself has no time; a point if they are of one time. */
    static @Nullable Type span(List<Observation> results) {
        Period span = new Period();
        for (Observation result : results) {
            if (result.hasEffectiveDateTimeType()) {
                DateTimeType when = result.getEffectiveDateTimeType();
                if (!span.hasStart() || Times.before(when, span.getStartElement())) {
                    span.setStartElement(when.copy());
                }
                if (!span.hasEnd() || Times.before(span.getEndElement(), when)) {
                    span.setEndElement(when.copy());
                }
            }
        }
        if (!Periods.fit(span)) {
            span.setEnd(null);
        }
        if (span.isEmpty()) {
            return null;
        }
        String start = span.getStartElement().getValueAsString();
        return start.equals(span.getEndElement().getValueAsString()) ? span.getStartElement() : span;
    }

    private static DiagnosticReportStatus status(Statement statement) {
        return switch (statement.status()) {
            case "completed" -> DiagnosticReportStatus.FINAL;
            case "aborted", "cancelled" -> DiagnosticReportStatus.CANCELLED;
            case "active", "held", "suspended", "new" -> DiagnosticReportStatus.REGISTERED;
            case "nullified" -> DiagnosticReportStatus.ENTEREDINERROR;
            default -> DiagnosticReportStatus.UNKNOWN;
        };
    }
}
