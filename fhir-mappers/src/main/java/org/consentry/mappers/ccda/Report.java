package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;

/** Collects what there is to tell while a document is mapped. */
final class Report {

    private static final int MOST_ISSUES = 200;
    private static final int MOST_PATHS = 1_000;

    private final List<ConversionIssue> issues = new ArrayList<>();
    private final Map<Outcome, Integer> counts = new LinkedHashMap<>();

    private record Outcome(String path, Fate fate, String rule) {}

    void note(String place, String kind, String text) {
        add(new ConversionIssue(IssueSeverity.INFORMATION, place, kind, text));
    }

    void warn(String place, String kind, String text) {
        add(new ConversionIssue(IssueSeverity.WARNING, place, kind, text));
    }

    void error(String place, String kind, String text) {
        add(new ConversionIssue(IssueSeverity.ERROR, place, kind, text));
    }

    void count(String path, Fate fate, String rule) {
        Outcome outcome = new Outcome(path, fate, rule);
        boolean room = counts.size() < MOST_PATHS || counts.containsKey(outcome);
        counts.merge(room ? outcome : new Outcome("further paths", fate, rule), 1, Integer::sum);
    }

    /** The report of a document. */
    ConversionReport build(String type, String version, String id) {
        List<FieldOutcome> fields = new ArrayList<>(counts.size());
        counts.forEach((outcome, count) ->
                fields.add(new FieldOutcome(outcome.path(), outcome.fate(), outcome.rule(), count)));
        return new ConversionReport("ccda", type, version, id, fields, issues);
    }

    static String place(Element element) {
        return element.name() + " at line " + element.line() + ", column " + element.column();
    }

    private void add(ConversionIssue issue) {
        if (issues.size() < MOST_ISSUES && !issues.contains(issue)) {
            issues.add(issue);
        }
    }
}
