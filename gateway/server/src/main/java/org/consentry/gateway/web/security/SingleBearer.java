package org.consentry.gateway.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Takes the token from exactly one {@code Authorization} header and from nowhere else: a token in a query string ends
 * up in logs, and with two headers a proxy and the gateway may each believe another one.
 */
final class SingleBearer implements BearerTokenResolver {
    private static final Pattern FORM = Pattern.compile("[Bb]earer +([A-Za-z0-9\\-._~+/]{16,8192}=*)");

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
        Matcher matcher = FORM.matcher(headers.getFirst());
        if (!matcher.matches()) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidToken("The Authorization header is not 'Bearer' and a token"));
        }
        return matcher.group(1);
    }
}
