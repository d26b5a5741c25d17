package org.consentry.local;

import java.util.HashMap;
import java.util.Map;
import org.consentry.local.part.Keycloak;
import org.consentry.local.part.ObjectStore;
import org.consentry.local.part.Postgres;

/** The gateway's settings as the environment hands them over; see gateway/README.md. */
final class GatewayEnvironment {

    private GatewayEnvironment() {}

    static Map<String, String> of(
            StackSettings settings, Postgres postgres, ObjectStore objects, Keycloak keycloak, KeyFiles keys) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SPRING_DATASOURCE_URL", postgres.url());
        environment.put("SPRING_DATASOURCE_USERNAME", postgres.user());
        environment.put("SPRING_DATASOURCE_PASSWORD", postgres.password());
        environment.put("SERVER_PORT", Integer.toString(settings.gatewayPort()));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("GATEWAY_BASE_URL", settings.gateway().toString());
        environment.put("GATEWAY_IDENTITY_ISSUER", keycloak.issuer().toString());
        environment.put("GATEWAY_IDENTITY_AUDIENCE", settings.gateway() + "/fhir");
        environment.put("GATEWAY_IDENTITY_KEYCLOAK_EVENTS_KEY", keycloak.eventsKey());
        environment.put("GATEWAY_CONSENT_CLIENT_KEY", keys.gatewayClient().toString());
        environment.put("GATEWAY_OBJECT_STORE_ENDPOINT", objects.endpoint().toString());
        environment.put("GATEWAY_OBJECT_STORE_ACCESS_KEY", objects.accessKey());
        environment.put("GATEWAY_OBJECT_STORE_SECRET_KEY", objects.secretKey());
        environment.put("GATEWAY_LEDGER_KEY_FILE", keys.ledger().toString());
        environment.put("GATEWAY_LEDGER_ORIGIN", KeyFiles.LOCAL_ORIGIN);
        environment.put(
                "GATEWAY_LEDGER_WITNESS_POLICY",
                keys.policy(LocalWitnesses.places(settings, keys)).toString());
        environment.put("GATEWAY_SIGNATURE_KEY_FILE", keys.signature().toString());
        environment.put("GATEWAY_ESCROW_KEY_FILE", keys.escrow().toString());
        environment.put("GATEWAY_SECRET_FILE", keys.secret().toString());
        environment.put("GATEWAY_INTAKE_MLLP_0_PORT", Integer.toString(settings.mllpPort()));
        environment.put("GATEWAY_INTAKE_MLLP_ADDRESS", "127.0.0.1");
        return environment;
    }
}
