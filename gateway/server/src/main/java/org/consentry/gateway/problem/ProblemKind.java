package org.consentry.gateway.problem;

/**
 * What went wrong, in the terms a client can act on: the HTTP status and the issue type of
 * <a href="https://hl7.org/fhir/R4/valueset-issue-type.html">IssueType</a>. Mapped to HTTP in {@code web} only.
 */
public enum ProblemKind {
    MALFORMED(400, "structure"),
    NOT_SUPPORTED(400, "not-supported"),
    UNKNOWN_CALLER(401, "login"),
    FORBIDDEN(403, "forbidden"),
    NOT_FOUND(404, "not-found"),
    METHOD_NOT_ALLOWED(405, "not-supported"),
    NOT_ACCEPTABLE(406, "not-supported"),
    CONFLICT(409, "conflict"),
    GONE(410, "deleted"),
    STALE(412, "conflict"),
    TOO_LARGE(413, "too-long"),
    WRONG_MEDIA_TYPE(415, "not-supported"),
    UNPROCESSABLE(422, "invariant"),
    TOO_COSTLY(422, "too-costly"),
    TOO_MANY(429, "throttled"),
    FAULT(500, "exception"),
    BUSY(503, "transient");

    private final int status;
    private final String issueType;

    ProblemKind(int status, String issueType) {
        this.status = status;
        this.issueType = issueType;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }

    /** The code of {@code OperationOutcome.issue.code}. */
    public String issueType() {
        return issueType;
    }
}
