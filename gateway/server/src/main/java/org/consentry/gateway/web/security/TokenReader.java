package org.consentry.gateway.web.security;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Reads a caller from the claims of a token whose signature and lifetime have been checked.
 *
 * <p>Which kind of caller a token speaks for is decided by the kind of its client first: a hospital's backend client
 * ({@code ehr-…}) is a member and never a person; the gateway's own ceremony clients ({@code consent-…}) speak for
 * nobody here.
 */
final class TokenReader {
    private static final String MEMBER_CLIENT = "ehr-";
    private static final String CEREMONY_CLIENT = "consent-";

    /** A backend service has no user and no patient in context. */
    private static final Set<String> SYSTEM = Set.of("system");

    private static final Set<String> USER = Set.of("user");

    /** What the user may see is the own record, so the two say the same. */
    private static final Set<String> OWN = Set.of("patient", "user");

    /** Stands for the organization of a practitioner whose token names none: who gave the role is not the token's to say. */
    static final OrganizationId BY_ROLE = new OrganizationId("-");

    private TokenReader() {}

    /** The caller, or empty when the token speaks for nobody the gateway knows. */
    static Optional<Caller> read(Jwt token) {
        try {
            return caller(token);
        } catch (Problem | IllegalArgumentException malformed) {
            // A claim of another form than this realm gives it: whoever made the token did not mean this gateway.
            return Optional.empty();
        }
    }

    private static Optional<Caller> caller(Jwt token) {
        String client = token.getClaimAsString("azp");
        if (client == null || client.isEmpty() || client.startsWith(CEREMONY_CLIENT)) {
            return Optional.empty();
        }
        Scopes scopes = Scopes.parse(textOr(token.getClaimAsString("scope"), ""));
        return client.startsWith(MEMBER_CLIENT) ? member(token, client, scopes) : byRole(token, client, scopes);
    }

    /** A backend client is named after its organization; a token that says both and differently is believed neither. */
    private static Optional<Caller> member(Jwt token, String client, Scopes scopes) {
        return organization(token)
                .filter(organization -> client.equals(MEMBER_CLIENT + organization.value()))
                .map(organization -> new Caller.Member(organization, client, scopes.within(SYSTEM), purposes(token)));
    }

    /** Nobody acts for the authority itself: what the gateway writes is the authority's. */
    private static Optional<OrganizationId> organization(Jwt token) {
        Object named = token.getClaims().get("organization");
        if (named == null) {
            return Optional.empty();
        }
        OrganizationId organization = new OrganizationId(named instanceof String text ? text : "");
        if (organization.equals(OrganizationId.AUTHORITY) || organization.equals(BY_ROLE)) {
            throw new IllegalArgumentException("no member has this id");
        }
        return Optional.of(organization);
    }

    /** The id in a reference to the resource of whoever signed in. */
    private static String id(String fhirUser) {
        String id = fhirUser.substring(fhirUser.indexOf('/') + 1);
        if (!OrganizationId.isOne(id)) {
            throw new IllegalArgumentException("no resource has this id");
        }
        return id;
    }

    private static Optional<Caller> byRole(Jwt token, String client, Scopes scopes) {
        List<String> roles = roles(token);
        String subject = textOr(token.getSubject(), "");
        String fhirUser = textOr(token.getClaimAsString("fhirUser"), "");
        boolean person = fhirUser.contains("/");
        if (person && !Boolean.TRUE.equals(token.getClaimAsBoolean("email_verified"))) {
            return Optional.empty();
        }
        if (roles.contains("patient") && fhirUser.startsWith("Patient/")) {
            String name = textOr(token.getClaimAsString("name"), "Patient");
            return Optional.of(new Caller.PatientUser(
                    subject, id(fhirUser), name, client, scopes.within(OWN), Optional.empty(), signedIn(token)));
        }
        if (roles.contains("proxy") && fhirUser.startsWith("RelatedPerson/")) {
            return Optional.of(proxy(token, subject, fhirUser, client, scopes));
        }
        if (roles.contains("practitioner") && fhirUser.startsWith("Practitioner/")) {
            return Optional.of(new Caller.PractitionerUser(
                    subject,
                    id(fhirUser),
                    organization(token).orElse(BY_ROLE),
                    client,
                    scopes.within(USER),
                    purposes(token)));
        }
        return withoutRecord(roles, subject, client, scopes);
    }

    /** Somebody who acts for a patient; for which is not the token's to say: the filter asks with every request. */
    private static Caller proxy(Jwt token, String subject, String fhirUser, String client, Scopes scopes) {
        return new Caller.PatientUser(
                subject,
                "",
                textOr(token.getClaimAsString("name"), "Proxy"),
                client,
                scopes.within(OWN),
                Optional.of(id(fhirUser)));
    }

    private static Optional<Caller> withoutRecord(List<String> roles, String subject, String client, Scopes scopes) {
        if (roles.contains("operator")) {
            return Optional.of(new Caller.Operator(client, scopes));
        }
        if (roles.contains("analyst")) {
            return Optional.of(analyst(subject, client, scopes));
        }
        return roles.contains("auditor") ? Optional.of(new Caller.Auditor(subject, client, scopes)) : Optional.empty();
    }

    /** Whoever comes through the portal is a project of one's own, and acts by the role. */
    private static Caller analyst(String subject, String client, Scopes scopes) {
        return client.equals(Caller.PORTAL)
                ? new Caller.Analyst(client + "/" + subject, Scopes.parse("system/*.rs"))
                : new Caller.Analyst(client, scopes);
    }

    /** Purposes that the token itself is bound to; a header cannot change them. */
    private static Set<String> purposes(Jwt token) {
        String claim = token.getClaimAsString("purpose_of_use");
        return claim == null ? Set.of() : PurposeOfUse.read(claim);
    }

    private static Optional<Instant> signedIn(Jwt token) {
        return token.getClaim("auth_time") instanceof Number seconds
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.ofNullable(token.getClaim("auth_time") instanceof Instant at ? at : null);
    }

    private static List<String> roles(Jwt token) {
        Map<String, Object> realm = token.getClaimAsMap("realm_access");
        return realm != null && realm.get("roles") instanceof List<?> roles
                ? roles.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String textOr(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
