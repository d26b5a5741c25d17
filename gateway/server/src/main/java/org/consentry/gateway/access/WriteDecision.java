package org.consentry.gateway.access;

import org.consentry.gateway.problem.ProblemKind;

/** Whether a change may be made. */
sealed interface WriteDecision {
    /** It may. */
    record Allowed() implements WriteDecision {}

    /** It may not; NOT_FOUND where the caller must not learn that the target exists. */
    record Refused(ProblemKind kind, String reason) implements WriteDecision {}
}
