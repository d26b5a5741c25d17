/**
 * From a bearer token to a {@link org.consentry.gateway.identity.Caller}, or a 401 that says what to do next.
 *
 * <p>Tokens are checked locally: signature, algorithm, issuer, audience, lifetime, kind and client. Nothing here
 * asks Keycloak per request, and nothing here logs a token.
 */
@NullMarked
package org.consentry.gateway.web.security;

import org.jspecify.annotations.NullMarked;
