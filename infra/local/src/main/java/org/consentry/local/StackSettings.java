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
 * @param witnessPort the first of three ports, one after the other: the hospitals' witnesses of the ledger, and mail
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
        int mllpPort,
        int witnessPort) {

    StackSettings {
        for (LocalPort port : ports(gatewayPort, keycloakPort, objectStorePort, postgresPort, mllpPort, witnessPort)) {
            if (port.number() < 1 || port.number() > 65_535) {
                throw new StackFailure("Port of %s must be 1 to 65535, not %d (--%s)"
                        .formatted(port.service(), port.number(), port.flag()));
            }
        }
    }

    List<LocalPort> ports() {
        return ports(gatewayPort, keycloakPort, objectStorePort, postgresPort, mllpPort, witnessPort);
    }

    private static List<LocalPort> ports(
            int gateway, int keycloak, int objectStore, int postgres, int mllp, int witness) {
        return List.of(
                new LocalPort("the gateway", gateway, "gateway-port"),
                new LocalPort("Keycloak", keycloak, "keycloak-port"),
                new LocalPort("the object store", objectStore, "s3-port"),
                new LocalPort("PostgreSQL", postgres, "postgres-port"),
                new LocalPort("MLLP", mllp, "mllp-port"),
                new LocalPort("the first hospital's witness", witness, "witness-port"),
                new LocalPort("the second hospital's witness", witness + 1, "witness-port"),
                new LocalPort("mail", witness + 2, "witness-port"));
    }

    /** Where letters are taken, beside the witnesses. */
    int mailPort() {
        return witnessPort + 2;
    }

    URI gateway() {
        return URI.create("http://localhost:" + gatewayPort);
    }

    PartSettings parts() {
        return new PartSettings(postgresPort, objectStorePort, keycloakPort, gateway());
    }
}
