package org.consentry.gateway.web.security;

import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Proxies;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.IdentitySettings;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.OutcomeJson;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Which doors are open to all, and how everybody else is recognized. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentitySettings.class)
class SecurityConfiguration {
    /** Public by design: discovery, the ledger's public face, and what authenticates itself by other means. */
    private static final String[] OPEN = {
        "/fhir/metadata",
        "/fhir/.well-known/**",
        "/.well-known/**",
        "/ledger/checkpoint",
        "/ledger/checkpoints",
        "/ledger/policy",
        "/ledger/replicas",
        "/ledger/tile/**",
        "/ledger/proof",
        "/consent/callback",
        "/internal/keycloak-events",
        "/actuator/health/**",
        "/actuator/health"
    };

    private static final String[] GUARDED = {
        "/fhir/**",
        "/fhir",
        "/intake/**",
        "/events",
        "/events/**",
        "/deliveries",
        "/deliveries/**",
        "/proxy/**",
        "/objects/**",
        "/exports/**",
        "/cluster-runs/**",
        "/ledger/**",
        "/operator/**",
        "/applications",
        "/applications/**",
        "/internal/**"
    };

    @Bean
    JwtDecoder jwtDecoder(IdentitySettings settings) {
        return TokenCheck.decoder(settings);
    }

    /** One observation a request is enough; the chain would add one for every filter. */
    @Bean
    SecurityObservationSettings filtersAreNotObserved() {
        return SecurityObservationSettings.noObservations();
    }

    private static boolean isOperator(@Nullable Authentication caller) {
        return caller instanceof CallerToken token && token.caller() instanceof Caller.Operator;
    }

    /** What the firewall's own pattern for headers asks for, without a regular expression over every header. */
    @Bean
    StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(SecurityConfiguration::isText);
        firewall.setAllowedHeaderValues(SecurityConfiguration::isText);
        return firewall;
    }

    /** What the firewall refuses is a client's mistake like any other. */
    @Bean
    RequestRejectedHandler refusals() {
        return (request, response, refused) -> {
            Problem problem = Problem.of(ProblemKind.MALFORMED, "This is no request that the gateway understands");
            response.setStatus(problem.kind().status());
            response.setContentType("application/fhir+json;charset=UTF-8");
            response.getOutputStream().write(OutcomeJson.of(problem));
        };
    }

    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && (!Character.isDefined(c) || Character.isISOControl(c))) {
                return false;
            }
        }
        return true;
    }

    @Bean
    SecurityFilterChain doors(
            HttpSecurity http, JwtDecoder decoder, IdentitySettings settings, Proxies proxies, Memberships memberships)
            throws Exception {
        RememberedCallers callers = new RememberedCallers();
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(OPEN)
                        .permitAll()
                        // What the server can do is told to everybody, however it is asked.
                        .requestMatchers(HttpMethod.OPTIONS, "/fhir", "/fhir/")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .access((caller, request) -> new AuthorizationDecision(isOperator(caller.get())))
                        .requestMatchers(GUARDED)
                        .authenticated()
                        .requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(server -> server.bearerTokenResolver(new SingleBearer())
                        .authenticationEntryPoint(new LoginOutcome())
                        .jwt(jwt -> jwt.authenticationManager(new Believing(decoder, callers))))
                .cors(cors -> cors.configurationSource(Browsers.sources()))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(new LoginOutcome()))
                .addFilterAfter(new CallerFilter(proxies, memberships), BearerTokenAuthenticationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // No cookie authenticates anything here: the ceremony's cookie binds a browser to a request, no more.
                .csrf(AbstractHttpConfigurer::disable)
                // For pages with sessions and forms; here they would only cost every request a step.
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(contentPolicy(settings)))
                        .referrerPolicy(referrer -> referrer.policy(
                                org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter
                                        .ReferrerPolicy.NO_REFERRER)))
                .build();
    }

    private static String contentPolicy(IdentitySettings settings) {
        String identity =
                settings.issuer().getScheme() + "://" + settings.issuer().getAuthority();
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                + "connect-src 'self' " + identity + "; frame-src 'self' blob: " + identity + "; object-src 'none'; "
                + "base-uri 'self'; form-action 'self' " + identity + "; frame-ancestors 'none'";
    }
}
