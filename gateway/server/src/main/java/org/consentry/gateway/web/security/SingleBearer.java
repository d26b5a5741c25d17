package org.consentry.gateway.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Takes the token from exactly one {@code Authorization} header and from nowhere else: a token in a query string ends
 * up in logs, and with two headers a proxy and the gateway may each believe another one.
 */
final class SingleBearer implements BearerTokenResolver {
    private static final String SCHEME = "bearer ";
    private static final int LEAST = 16;
    private static final int MOST = 8192;

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return null;
        }
        if (headers.size() > 1) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidRequest("More than one Authorization header"));
        }
        String header = headers.getFirst();
        String token = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).stripLeading()
                : "";
        if (!isToken(token)) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidToken("The Authorization header is not 'Bearer' and a token"));
        }
        return token;
    }

    /** The b64token of RFC 6750, read by hand: this runs for every request over more than a thousand characters. */
    private static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end >= LEAST && text.length() <= MOST;
    }
}
