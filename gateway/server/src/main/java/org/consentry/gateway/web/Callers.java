package org.consentry.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** The caller of a request, as the security filters recognized it. */
public final class Callers {
    private static final String ATTRIBUTE = Callers.class.getName();

    private Callers() {}

    /** The authenticated caller. @throws Problem UNKNOWN_CALLER when the request carries no valid token */
    public static Caller of(HttpServletRequest request) {
        return optional(request)
                .orElseThrow(() -> Problem.of(ProblemKind.UNKNOWN_CALLER, "Sign in and send a bearer token"));
    }

    /** The caller, or nobody, for the doors that are open to all. */
    public static Optional<Caller> optional(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }

    /** Called by the security filter alone. */
    public static void remember(HttpServletRequest request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }
}
