package org.consentry.gateway.audit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;

/**
 * Something that happened and that the patient can read about.
 *
 * @param interaction code of restful-interaction, or the name of an operation; a step of a consent is
 *     {@code consent-request}, {@code consent-grant}, {@code consent-refuse}, {@code consent-revoke} or {@code
 *     consent-withdraw}
 * @param outcome whether it was let through
 * @param patientId whose record it concerns
 * @param basis id of the Consent it rests on, when it rests on one
 * @param purposes codes of v3-ActReason
 * @param touched references of what was shown or changed; the first {@value #MOST_TOUCHED} are named, all are counted
 * @param times how often it happened; 1 but where the same is told as one
 */
public record AuditFact(
        Caller caller,
        String interaction,
        Outcome outcome,
        Optional<String> patientId,
        Optional<String> basis,
        Set<String> purposes,
        List<String> touched,
        long times) {
    static final int MOST_TOUCHED = 25;

    /** Whether it was let through. */
    public enum Outcome {
        DONE("0", "Done"),
        REFUSED("4", "Refused");

        private final String code;
        private final String text;

        Outcome(String code, String text) {
            this.code = code;
            this.text = text;
        }

        String code() {
            return code;
        }

        String text() {
            return text;
        }
    }

    public AuditFact {
        purposes = Set.copyOf(purposes);
        touched = List.copyOf(touched);
        if (times < 1) {
            throw new IllegalArgumentException("what is told has happened at least once");
        }
    }

    /** What happened once. */
    public AuditFact(
            Caller caller,
            String interaction,
            Outcome outcome,
            Optional<String> patientId,
            Optional<String> basis,
            Set<String> purposes,
            List<String> touched) {
        this(caller, interaction, outcome, patientId, basis, purposes, touched, 1);
    }

    /** The same, so many times. */
    public AuditFact times(long many) {
        return new AuditFact(caller, interaction, outcome, patientId, basis, purposes, touched, many);
    }
}
