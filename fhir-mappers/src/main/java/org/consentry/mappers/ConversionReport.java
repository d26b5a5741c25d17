package org.consentry.mappers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * What became of a message, field by field, as counts and places; never a value.
 *
 * @param format such as {@code hl7v2}
 * @param messageType such as {@code ADT^A01}; empty if unknown
 * @param version such as {@code 2.5.1}; empty if unknown
 * @param controlId MSH-10, to answer the sender with; empty if unknown
 * @param fields every populated field, by path, in the order first met
 * @param issues what the sender should know
 */
public record ConversionReport(
        String format,
        String messageType,
        String version,
        String controlId,
        List<FieldOutcome> fields,
        List<ConversionIssue> issues) {

    public ConversionReport {
        fields = List.copyOf(fields);
        issues = List.copyOf(issues);
    }

    /** What can become of a field. */
    public enum Fate {
        /** It is in an element of a resource. */
        MAPPED,
        /** It has no element; it is kept as it was sent, in an extension or in the kept document. */
        PRESERVED,
        /** A named rule says that it carries nothing for the record. */
        IGNORED,
        /** It could not be read as what it should be; it is kept as it was sent, and an issue tells. */
        FAILED
    }

    /**
     * How often a field met a fate.
     *
     * @param path such as {@code PID-5}
     * @param rule the rule that ignored it, else empty
     */
    public record FieldOutcome(String path, Fate fate, String rule, int count) {}

    /** How many fields met each fate. */
    public Map<Fate, Integer> totals() {
        Map<Fate, Integer> totals = new EnumMap<>(Fate.class);
        fields.forEach(field -> totals.merge(field.fate(), field.count(), Integer::sum));
        return totals;
    }

    /** The report as FHIR, for the sender. */
    public OperationOutcome toOperationOutcome() {
        OperationOutcome outcome = new OperationOutcome();
        issues.forEach(issue -> outcome.addIssue(issue.toComponent()));
        if (!fields.isEmpty()) {
            outcome.addIssue()
                    .setSeverity(OperationOutcome.IssueSeverity.INFORMATION)
                    .setCode(OperationOutcome.IssueType.INFORMATIONAL)
                    .setDiagnostics(summary());
        }
        fields.stream()
                .filter(field -> field.fate() == Fate.PRESERVED || field.fate() == Fate.IGNORED)
                .forEach(field -> outcome.addIssue()
                        .setSeverity(OperationOutcome.IssueSeverity.INFORMATION)
                        .setCode(OperationOutcome.IssueType.INFORMATIONAL)
                        .setDiagnostics(told(field))
                        .addExpression(field.path()));
        if (outcome.getIssue().isEmpty()) {
            outcome.addIssue()
                    .setSeverity(OperationOutcome.IssueSeverity.INFORMATION)
                    .setCode(OperationOutcome.IssueType.INFORMATIONAL)
                    .setDiagnostics("Nothing to tell");
        }
        return outcome;
    }

    private String summary() {
        Map<Fate, Integer> totals = totals();
        return "Fields: %d mapped, %d preserved, %d ignored, %d failed"
                .formatted(
                        totals.getOrDefault(Fate.MAPPED, 0),
                        totals.getOrDefault(Fate.PRESERVED, 0),
                        totals.getOrDefault(Fate.IGNORED, 0),
                        totals.getOrDefault(Fate.FAILED, 0));
    }

    private static String told(FieldOutcome field) {
        return field.fate() == Fate.IGNORED
                ? "Ignored %d times by rule %s".formatted(field.count(), field.rule())
                : "Preserved %d times as it was sent".formatted(field.count());
    }
}
