package org.consentry.gateway.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Proxies;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.web.Callers;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts the recognized caller where the doors look for it. */
final class CallerFilter extends OncePerRequestFilter {
    /** Names the organization that a practitioner with several roles acts for, as a reference. */
    static final String ON_BEHALF_OF = "On-Behalf-Of";

    private final Proxies proxies;
    private final Memberships memberships;

    CallerFilter(Proxies proxies, Memberships memberships) {
        this.proxies = proxies;
        this.memberships = memberships;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token) {
            acting(token.caller(), request)
                    .ifPresent(caller -> Callers.remember(request, withPurpose(caller, request)));
        }
        chain.doFilter(request, response);
    }

    /** Who acts for somebody does so as it stands now; who acts for nobody, or is no member any more, is nobody here. */
    private Optional<Caller> acting(Caller caller, HttpServletRequest request) {
        return switch (caller) {
            case Caller.PatientUser user -> user.proxy().isEmpty() ? Optional.of(user) : proxy(user);
            case Caller.Member member -> Optional.of(caller).filter(it -> memberships.isMember(member.organization()));
            case Caller.PractitionerUser user ->
                organization(user, request)
                        .filter(memberships::isMember)
                        .map(organization -> new Caller.PractitionerUser(
                                user.subject(),
                                user.practitionerId(),
                                organization,
                                user.clientId(),
                                user.scopes(),
                                user.purposes()));
            default -> Optional.of(caller);
        };
    }

    private Optional<Caller> proxy(Caller.PatientUser user) {
        return proxies.patientOf(user.proxy().orElseThrow())
                .map(patient -> new Caller.PatientUser(
                        user.subject(), patient, user.displayName(), user.clientId(), user.scopes(), user.proxy()));
    }

    /** The one the token names; without it the one that gave the role, which of several the request must say. */
    private Optional<OrganizationId> organization(Caller.PractitionerUser user, HttpServletRequest request) {
        if (!user.organization().equals(TokenReader.BY_ROLE)) {
            return Optional.of(user.organization());
        }
        List<OrganizationId> roles = memberships.organizationsOf(user.practitionerId());
        String named = request.getHeader(ON_BEHALF_OF);
        return roles.stream()
                .filter(role ->
                        named == null ? roles.size() == 1 : role.reference().equals(named))
                .findFirst();
    }

    /** A token that is bound to a purpose is not bound to another one by a header. */
    private static Caller withPurpose(Caller caller, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(PurposeOfUse.HEADER));
        return headers.isEmpty() || !caller.purposes().isEmpty()
                ? caller
                : caller.statingPurposes(PurposeOfUse.read(String.join(",", headers)));
    }
}
