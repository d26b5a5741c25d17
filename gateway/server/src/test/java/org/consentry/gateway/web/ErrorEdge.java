package org.consentry.gateway.web;

/** Lends the error edge of controllers to tests of doors in other packages. */
public final class ErrorEdge {
    private ErrorEdge() {}

    /** To be registered in a context. */
    public static Class<?> advice() {
        return ProblemAdvice.class;
    }
}
