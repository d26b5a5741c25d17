package org.consentry.gateway.web.fhir;

/**
 * A resource type that R4 does not have and that a feature keeps beside the store. Implementations are Spring beans; they
 * are called after authentication for {@code /fhir/Type} and {@code /fhir/Type/id}, and decide themselves who may what.
 * The CapabilityStatement cannot name the type: its list of types is R4's.
 */
public interface AdditionalType {
    /** Such as {@code ViewDefinition}. */
    String type();

    /**
     * Answers one interaction with the type or one of its resources.
     *
     * @throws org.consentry.gateway.problem.Problem for everything a client can act on
     */
    FhirAnswer handle(FhirCall call);
}
