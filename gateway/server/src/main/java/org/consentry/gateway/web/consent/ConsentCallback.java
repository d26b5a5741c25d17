package org.consentry.gateway.web.consent;

import java.net.URI;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.consent.ConsentAnswers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The way back from Keycloak's consent screen. Whatever happened, the browser lands in the portal, which says so; the
 * page's address holds the request's id and a word, nothing else.
 */
@RestController
class ConsentCallback {
    static final String COOKIE = "consentry-ceremony";

    private final ConsentAnswers answers;
    private final GatewaySettings settings;

    ConsentCallback(ConsentAnswers answers, GatewaySettings settings) {
        this.answers = answers;
        this.settings = settings;
    }

    @GetMapping("/consent/callback")
    ResponseEntity<Void> callback(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error,
            @CookieValue(name = COOKIE, required = false) @Nullable String browser) {
        ConsentAnswers.Landing landing = answers.returned(
                state, Optional.ofNullable(code), Optional.ofNullable(error), Optional.ofNullable(browser));
        String page =
                landing.consentId().map(id -> "/requests/" + id + "/finish").orElse("/");
        String outcome =
                switch (landing.outcome()) {
                    case GRANTED -> "";
                    case REFUSED -> "?outcome=refused";
                    case FAILED -> "?outcome=failed";
                };
        ResponseCookie spent = ResponseCookie.from(COOKIE, "")
                .path("/consent")
                .maxAge(0)
                .httpOnly(true)
                .build();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(settings.baseUrl() + page + outcome))
                .header(HttpHeaders.SET_COOKIE, spent.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
