package org.consentry.gateway.problem;

import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure that the caller is told about. The message and the expression are shown to the
 * client: they name the place and the rule and never repeat content. A cause, if any, stays in the log.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemKind kind;
    private final @Nullable String expression;

    private Problem(ProblemKind kind, String message, @Nullable String expression, @Nullable Throwable cause) {
        super(message, cause, false, kind == ProblemKind.FAULT);
        this.kind = kind;
        this.expression = expression;
    }

    public static Problem of(ProblemKind kind, String message) {
        return new Problem(kind, message, null, null);
    }

    /** A problem at a place: a FHIRPath expression, a parameter's name, or a line. */
    public static Problem at(ProblemKind kind, String expression, String message) {
        return new Problem(kind, message, expression, null);
    }

    public static Problem causedBy(ProblemKind kind, String message, Throwable cause) {
        return new Problem(kind, message, null, cause);
    }

    public ProblemKind kind() {
        return kind;
    }

    /** Where, for {@code OperationOutcome.issue.expression}; null when the whole request is meant. */
    public @Nullable String expression() {
        return expression;
    }

    /** The text for the client; never null. */
    public String text() {
        String message = getMessage();
        return message == null ? kind.issueType() : message;
    }
}
