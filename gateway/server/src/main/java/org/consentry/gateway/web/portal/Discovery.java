package org.consentry.gateway.web.portal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.IdentitySettings;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where clients find the authorization server, and what it can do.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/conformance.html">SMART App Launch 2.2, conformance</a>
 */
@RestController
class Discovery {
    /** Of the per-type scopes those for all types stand for the rest. */
    private static final List<String> SCOPES = List.of(
            "openid",
            "profile",
            "fhirUser",
            "launch",
            "launch/patient",
            "offline_access",
            "patient/*.rs",
            "patient/*.read",
            "user/*.rs",
            "user/*.read",
            "system/*.rs",
            "system/*.cruds");

    /** What a test in {@code infra/local} has done with a real authorization server, and nothing else. */
    private static final List<String> CAPABILITIES = List.of(
            "launch-standalone",
            "launch-ehr",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-standalone-patient",
            "context-ehr-patient",
            "permission-offline",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2");

    private final GatewaySettings gateway;
    private final IdentitySettings identity;

    Discovery(GatewaySettings gateway, IdentitySettings identity) {
        this.gateway = gateway;
        this.identity = identity;
    }

    @GetMapping({"/.well-known/smart-configuration", "/fhir/.well-known/smart-configuration"})
    Map<String, Object> smart() {
        String endpoints = identity.issuer() + "/protocol/openid-connect/";
        Map<String, Object> document = new TreeMap<>();
        document.put("issuer", identity.issuer().toString());
        document.put("jwks_uri", endpoints + "certs");
        document.put("authorization_endpoint", endpoints + "auth");
        document.put("token_endpoint", endpoints + "token");
        document.put("revocation_endpoint", endpoints + "revoke");
        document.put("introspection_endpoint", endpoints + "token/introspect");
        document.put("management_endpoint", identity.issuer() + "/account");
        document.put("grant_types_supported", List.of("authorization_code", "client_credentials", "refresh_token"));
        document.put("response_types_supported", List.of("code"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put(
                "token_endpoint_auth_methods_supported",
                List.of("private_key_jwt", "client_secret_basic", "client_secret_post"));
        document.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
        document.put("scopes_supported", SCOPES);
        document.put("capabilities", CAPABILITIES);
        return document;
    }

    @GetMapping("/portal-config.json")
    Map<String, String> portal() {
        return Map.of(
                "issuer", identity.issuer().toString(),
                "clientId", "portal",
                "gateway", gateway.baseUrl().toString(),
                "fhir", "/fhir",
                "events", "/events",
                "ledger", "/ledger");
    }
}
