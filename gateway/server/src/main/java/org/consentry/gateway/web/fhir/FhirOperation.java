package org.consentry.gateway.web.fhir;

/**
 * A {@code $operation} of a feature. Implementations are Spring beans; they are routed, advertised in the
 * CapabilityStatement, and called after authentication. They ask the access gate themselves.
 *
 * @see <a href="https://hl7.org/fhir/R4/operations.html">operations.html</a>
 */
public interface FhirOperation {
    /** Where an operation can be invoked. */
    enum Level {
        SYSTEM,
        TYPE,
        INSTANCE
    }

    /** What it is called, and where and how it can be invoked. */
    OperationShape shape();

    /**
     * Answers one invocation.
     *
     * @throws org.consentry.gateway.problem.Problem for everything a client can act on
     */
    FhirAnswer handle(FhirCall call);
}
