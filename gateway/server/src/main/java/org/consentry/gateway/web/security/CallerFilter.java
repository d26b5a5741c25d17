package org.consentry.gateway.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.Callers;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts the recognized caller where the doors look for it. */
final class CallerFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token) {
            Callers.remember(request, withPurpose(token.caller(), request));
        }
        chain.doFilter(request, response);
    }

    /** A token that is bound to a purpose is not bound to another one by a header. */
    private static Caller withPurpose(Caller caller, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(PurposeOfUse.HEADER));
        return headers.isEmpty() || !caller.purposes().isEmpty()
                ? caller
                : caller.statingPurposes(PurposeOfUse.read(String.join(",", headers)));
    }
}
