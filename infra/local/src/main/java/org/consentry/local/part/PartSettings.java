package org.consentry.local.part;

import java.net.URI;

/**
 * Where parts listen and which gateway they serve.
 *
 * @param postgresPort port on loopback; 0 takes any free one
 * @param objectStorePort as above
 * @param keycloakPort as above
 * @param gateway the gateway's public address without a slash at the end: Keycloak puts {@code <gateway>/fhir} into
 *     access tokens as their audience, sends browsers back to it, and pushes its events to it
 */
public record PartSettings(int postgresPort, int objectStorePort, int keycloakPort, URI gateway) {

    public PartSettings {
        requirePort("PostgreSQL", postgresPort);
        requirePort("object store", objectStorePort);
        requirePort("Keycloak", keycloakPort);
        if (!gateway.isAbsolute() || gateway.toString().endsWith("/")) {
            throw new IllegalArgumentException("The gateway's address must be absolute and must not end in '/'");
        }
    }

    /** Free ports, for a gateway at {@code http://localhost:8080}. */
    public static PartSettings anyPorts() {
        return new PartSettings(0, 0, 0, URI.create("http://localhost:8080"));
    }

    /** The same ports for another gateway. */
    public PartSettings withGateway(URI address) {
        return new PartSettings(postgresPort, objectStorePort, keycloakPort, address);
    }

    private static void requirePort(String part, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Port of " + part + " must be 0 to 65535, not " + port);
        }
    }
}
