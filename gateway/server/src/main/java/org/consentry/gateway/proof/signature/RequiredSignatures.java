package org.consentry.gateway.proof.signature;

import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which members must sign what they hand in as FHIR.
 *
 * @param requiredOf ids of their organizations
 */
@ConfigurationProperties("gateway.signature")
public record RequiredSignatures(@DefaultValue Set<String> requiredOf) {
    public RequiredSignatures {
        requiredOf = Set.copyOf(requiredOf);
    }

    boolean of(OrganizationId member) {
        return requiredOf.contains(member.value());
    }

    /**
     * Asked at every door that takes what can carry no signature.
     *
     * @throws Problem when this member must sign
     */
    public void refuseUnsigned(OrganizationId member) {
        if (of(member)) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    "Bundle.signature",
                    "this member signs what it hands in, so it hands in transactions");
        }
    }
}
