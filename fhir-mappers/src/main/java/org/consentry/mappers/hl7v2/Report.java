package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.ConversionIssue;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;

/** Collects what there is to tell while a message is mapped. */
final class Report {

    private static final int MOST_ISSUES = 200;

    private final List<ConversionIssue> issues = new ArrayList<>();
    private final Set<String> failed = new LinkedHashSet<>();
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

    /** A field that is not what it should be. It stays as it was sent, and the sender hears of it. */
    void fail(Segment segment, int field, String kind, String text) {
        failed.add(place(segment, field));
        segment.unread(field);
        warn(place(segment, field), kind, text);
    }

    boolean hasFailed(Segment segment, int field) {
        return !failed.isEmpty() && failed.contains(place(segment, field));
    }

    void count(String path, Fate fate, String rule) {
        counts.merge(new Outcome(path, fate, rule), 1, Integer::sum);
    }

    ConversionReport build(Header header) {
        List<FieldOutcome> fields = new ArrayList<>(counts.size());
        counts.forEach((outcome, count) ->
                fields.add(new FieldOutcome(outcome.path(), outcome.fate(), outcome.rule(), count)));
        return new ConversionReport("hl7v2", header.type(), header.version(), header.controlId(), fields, issues);
    }

    static String place(Segment segment, int field) {
        return segment.id() + "[" + segment.position() + "]-" + field;
    }

    private void add(ConversionIssue issue) {
        if (issues.size() < MOST_ISSUES && !issues.contains(issue)) {
            issues.add(issue);
        }
    }
}
