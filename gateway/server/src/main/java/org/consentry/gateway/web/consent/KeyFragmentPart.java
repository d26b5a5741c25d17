package org.consentry.gateway.web.consent;

import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.Parameters;

/**
 * The parameter {@code kfrag}: {@code scope}, {@code bytes}, {@code verifyingKey}, and {@code holder} for a fragment that
 * goes to a member's proxy.
 */
public final class KeyFragmentPart {
    private static final String ORGANIZATION = "Organization/";

    private KeyFragmentPart() {}

    /** Reads its parts. @throws Problem MALFORMED naming the part that is missing or out of form */
    public static KeyShares.Fragment read(Parameters part) {
        return new KeyShares.Fragment(
                part.requireText("scope"),
                part.requireBytes("bytes"),
                part.requireText("verifyingKey"),
                part.text("holder").map(KeyFragmentPart::member));
    }

    private static OrganizationId member(String reference) {
        if (!reference.startsWith(ORGANIZATION)) {
            throw Problem.at(ProblemKind.MALFORMED, "kfrag.holder", "a reference to an Organization");
        }
        return new OrganizationId(reference.substring(ORGANIZATION.length()));
    }
}
