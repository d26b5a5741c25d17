package org.consentry.gateway.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Proxies;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.Callers;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts the recognized caller where the doors look for it. */
final class CallerFilter extends OncePerRequestFilter {
    private final Proxies proxies;

    CallerFilter(Proxies proxies) {
        this.proxies = proxies;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token) {
            acting(token.caller()).ifPresent(caller -> Callers.remember(request, withPurpose(caller, request)));
        }
        chain.doFilter(request, response);
    }

    /** Who acts for somebody does so as it stands now; who acts for nobody is nobody here. */
    private Optional<Caller> acting(Caller caller) {
        if (!(caller instanceof Caller.PatientUser user) || user.proxy().isEmpty()) {
            return Optional.of(caller);
        }
        return proxies.patientOf(user.proxy().get())
                .map(patient -> new Caller.PatientUser(
                        user.subject(), patient, user.displayName(), user.clientId(), user.scopes(), user.proxy()));
    }

    /** A token that is bound to a purpose is not bound to another one by a header. */
    private static Caller withPurpose(Caller caller, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(PurposeOfUse.HEADER));
        return headers.isEmpty() || !caller.purposes().isEmpty()
                ? caller
                : caller.statingPurposes(PurposeOfUse.read(String.join(",", headers)));
    }
}
