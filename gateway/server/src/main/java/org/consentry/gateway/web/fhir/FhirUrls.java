package org.consentry.gateway.web.fhir;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/**
 * Everything below {@code /fhir} is the FHIR endpoint's, but for what is well known there. Asked before annotated
 * controllers, whose patterns would otherwise be tried one by one for every read.
 */
final class FhirUrls extends AbstractHandlerMapping {
    private static final String BASE = "/fhir";
    private static final String BELOW = BASE + "/";
    private static final String DISCOVERY = BELOW + ".well-known/";

    private final FhirEndpoint endpoint;
    private final OpenApi openApi;

    FhirUrls(FhirEndpoint endpoint, OpenApi openApi) {
        this.endpoint = endpoint;
        this.openApi = openApi;
        setOrder(Ordered.HIGHEST_PRECEDENCE);
    }

    @Override
    protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.equals(BASE) || (path.startsWith(BELOW) && !path.startsWith(DISCOVERY))) {
            return endpoint;
        }
        return path.equals("/openapi.json") ? openApi : null;
    }
}
