package org.consentry.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.consentry.local.part.PartSettings;

/**
 * What a person may choose about the local stack.
 *
 * @param root the checkout
 * @param data where everything is kept between starts
 * @param gatewayJar the gateway's Spring Boot jar
 * @param report where tools and tests look for what this stack made
 */
record StackSettings(
        Path root,
        Path data,
        Path gatewayJar,
        Path report,
        int gatewayPort,
        int keycloakPort,
        int objectStorePort,
        int postgresPort,
        int mllpPort) {

    StackSettings {
        for (LocalPort port : ports(gatewayPort, keycloakPort, objectStorePort, postgresPort, mllpPort)) {
            if (port.number() < 1 || port.number() > 65_535) {
                throw new StackFailure("Port of %s must be 1 to 65535, not %d (--%s)"
                        .formatted(port.service(), port.number(), port.flag()));
            }
        }
    }

    List<LocalPort> ports() {
        return ports(gatewayPort, keycloakPort, objectStorePort, postgresPort, mllpPort);
    }

    private static List<LocalPort> ports(int gateway, int keycloak, int objectStore, int postgres, int mllp) {
        return List.of(
                new LocalPort("the gateway", gateway, "gateway-port"),
                new LocalPort("Keycloak", keycloak, "keycloak-port"),
                new LocalPort("the object store", objectStore, "s3-port"),
                new LocalPort("PostgreSQL", postgres, "postgres-port"),
                new LocalPort("MLLP", mllp, "mllp-port"));
    }

    URI gateway() {
        return URI.create("http://localhost:" + gatewayPort);
    }

    PartSettings parts() {
        return new PartSettings(postgresPort, objectStorePort, keycloakPort, gateway());
    }
}
