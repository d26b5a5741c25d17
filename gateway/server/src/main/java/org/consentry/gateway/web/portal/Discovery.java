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
        document.put("grant_types_supported", List.of("authorization_code", "client_credentials"));
        document.put("response_types_supported", List.of("code"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
        document.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
        document.put(
                "scopes_supported",
                List.of("openid", "profile", "fhirUser", "system/*.cruds", "system/*.rs", "patient/*.rs"));
        document.put(
                "capabilities",
                List.of("client-confidential-asymmetric", "sso-openid-connect", "permission-v2", "permission-patient"));
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
