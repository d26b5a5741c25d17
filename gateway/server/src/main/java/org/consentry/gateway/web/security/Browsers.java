package org.consentry.gateway.web.security;

import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Apps in browsers, of any origin, at the FHIR doors: SMART asks for that. No cookie authenticates anything there, so that
 * an origin says nothing about who asks; a token does.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/app-launch.html">app-launch.html, considerations for CORS</a>
 */
final class Browsers {
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private Browsers() {}

    static CorsConfigurationSource sources() {
        CorsConfiguration fhir = new CorsConfiguration();
        fhir.setAllowedOrigins(List.of("*"));
        fhir.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
        fhir.setAllowedHeaders(List.of("*"));
        fhir.setExposedHeaders(List.of(
                "ETag",
                "Location",
                "Content-Location",
                "Last-Modified",
                "Allow",
                "Retry-After",
                "WWW-Authenticate",
                "Ledger-Checkpoint"));
        fhir.setMaxAge(REMEMBERED);
        UrlBasedCorsConfigurationSource sources = new UrlBasedCorsConfigurationSource();
        sources.registerCorsConfiguration("/fhir", fhir);
        sources.registerCorsConfiguration("/fhir/**", fhir);
        sources.registerCorsConfiguration("/.well-known/**", fhir);
        return sources;
    }
}
