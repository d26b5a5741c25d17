package org.consentry.gateway.web.fhir;

import java.util.Set;

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

    /** The name without its dollar sign, such as {@code authorize}. */
    String name();

    /** Where it can be invoked; at least one. */
    Set<Level> levels();

    /** The resource types it is for; empty means every type. Without meaning at system level. */
    Set<String> types();

    /** Whether GET invokes it too: only operations that change nothing. */
    boolean readOnly();

    /** Media types besides FHIR's that it can answer with, such as {@code application/pdf}. */
    default Set<String> produces() {
        return Set.of();
    }

    /** The canonical URL of its OperationDefinition. */
    default String definition() {
        return "https://consentry.org/fhir/OperationDefinition/" + name();
    }

    /**
     * Answers one invocation.
     *
     * @throws org.consentry.gateway.problem.Problem for everything a client can act on
     */
    FhirAnswer handle(FhirCall call);
}
