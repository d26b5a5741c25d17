package org.consentry.gateway.web.security;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Who a bearer token speaks for, if it is believed. What is wrong with one that is not is told to nobody and costs little. */
record Believing(JwtDecoder tokens, RememberedCallers callers) implements AuthenticationManager {
    @Override
    public Authentication authenticate(Authentication asked) {
        try {
            return callers.of(tokens.decode(((BearerTokenAuthenticationToken) asked).getToken()));
        } catch (BadJwtException wrong) {
            throw new Unbelieved();
        }
    }

    /** Thrown often and never looked into. */
    static final class Unbelieved extends InvalidBearerTokenException {
        private static final long serialVersionUID = 1L;

        Unbelieved() {
            super("This token is not believed");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
