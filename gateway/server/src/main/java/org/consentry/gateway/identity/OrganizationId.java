package org.consentry.gateway.identity;

import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** A member organization's logical id, which is also its name in tokens: {@code Organization/hospital-a}. */
public record OrganizationId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    /** The authority itself: the source of what the gateway writes on its own account. */
    public static final OrganizationId AUTHORITY = new OrganizationId("authority");

    public OrganizationId {
        if (!isOne(value)) {
            throw Problem.at(ProblemKind.MALFORMED, "Organization.id", "1 to 64 letters, digits, '-' or '.'");
        }
    }

    /** Whether a text has the form of an id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** As a FHIR reference. */
    public String reference() {
        return "Organization/" + value;
    }
}
