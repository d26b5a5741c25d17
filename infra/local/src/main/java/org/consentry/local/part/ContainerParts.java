package org.consentry.local.part;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The same parts as containers, with the servers that production runs. Data goes with the containers. */
final class ContainerParts implements Parts {
    private static final int POSTGRES_PORT = 5432;
    private static final int S3_PORT = 9000;
    private static final int KEYCLOAK_PORT = 8080;
    private static final String HOST = "host.docker.internal";

    private final PartSettings settings;
    private final Secrets secrets = Secrets.inMemory();
    private @Nullable GenericContainer<?> postgres;
    private @Nullable GenericContainer<?> objectStore;
    private @Nullable GenericContainer<?> keycloak;

    ContainerParts(PartSettings settings) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new PartFailure("No Docker engine answers: start one, or unset CONSENTRY_PARTS");
        }
        this.settings = settings;
    }

    @Override
    public synchronized Postgres postgres(String database) {
        String superPassword = secrets.password("postgres.superuser");
        if (postgres == null) {
            postgres = new GenericContainer<>("postgres:18")
                    .withEnv("POSTGRES_PASSWORD", superPassword)
                    .withExposedPorts(POSTGRES_PORT)
                    // The image starts the server twice; the first one is for its own setup.
                    .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 2));
            postgres.start();
        }
        return new PostgresServer(postgres.getHost(), postgres.getMappedPort(POSTGRES_PORT), superPassword, secrets)
                .database(database);
    }

    @Override
    public synchronized ObjectStore objectStore() {
        String secretKey = secrets.password("object-store.secret-key");
        if (objectStore == null) {
            objectStore = new GenericContainer<>("pgsty/silo:latest")
                    .withEnv("MINIO_ROOT_USER", "consentry")
                    .withEnv("MINIO_ROOT_PASSWORD", secretKey)
                    .withCommand("server", "/data")
                    .withExposedPorts(S3_PORT)
                    .waitingFor(Wait.forHttp("/minio/health/ready").forPort(S3_PORT));
            objectStore.start();
        }
        return new ObjectStore(address(objectStore, S3_PORT), "consentry", secretKey);
    }

    @Override
    public synchronized Keycloak keycloak() {
        String adminPassword = secrets.password("keycloak.admin");
        String eventsKey = secrets.key("keycloak.events-key");
        if (keycloak == null) {
            keycloak = keycloakWith(adminPassword, eventsKey);
            keycloak.start();
        }
        return new Keycloak(address(keycloak, KEYCLOAK_PORT), "admin", adminPassword, eventsKey);
    }

    private GenericContainer<?> keycloakWith(String adminPassword, String eventsKey) {
        ProviderJar provider = ProviderJar.onClassPath();
        String events = settings.gateway() + "/internal/keycloak-events";
        return new GenericContainer<>("quay.io/keycloak/keycloak:26.7.3")
                .withExtraHost(HOST, "host-gateway")
                .withEnv("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
                .withEnv("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword)
                .withEnv("GATEWAY_BASE_URL", settings.gateway().toString())
                .withEnv("CONSENTRY_EVENTS_URL", events.replace("//localhost:", "//" + HOST + ":"))
                .withEnv("CONSENTRY_EVENTS_KEY", eventsKey)
                .withCopyToContainer(Transferable.of(provider.jar()), "/opt/keycloak/providers/consentry-keycloak.jar")
                .withCopyToContainer(
                        Transferable.of(provider.realm()), "/opt/keycloak/data/import/consentry-realm.json")
                .withCommand("start-dev", "--import-realm")
                .withExposedPorts(KEYCLOAK_PORT)
                .waitingFor(Wait.forHttp("/realms/" + Keycloak.REALM).forPort(KEYCLOAK_PORT));
    }

    private static URI address(GenericContainer<?> container, int port) {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port));
    }

    @Override
    public synchronized void close() {
        for (GenericContainer<?> container : new GenericContainer<?>[] {keycloak, objectStore, postgres}) {
            if (container != null) {
                container.stop();
            }
        }
    }
}
