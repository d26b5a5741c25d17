package org.consentry.local.part;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Parts that are processes of this machine, or run in this one. */
final class LocalParts implements Parts {
    private final Path dir;
    private final PartSettings settings;
    private final Secrets secrets;
    private @Nullable LocalPostgres postgres;
    private @Nullable LocalObjectStore objectStore;
    private @Nullable LocalKeycloak keycloak;

    LocalParts(Path dir, PartSettings settings) {
        this.dir = dir.toAbsolutePath().normalize();
        this.settings = settings;
        this.secrets = Secrets.in(this.dir.resolve("secrets.properties"));
    }

    @Override
    public synchronized Postgres postgres(String database) {
        LocalPostgres started = postgres;
        if (started == null) {
            started = LocalPostgres.start(dir.resolve("postgres"), settings.postgresPort(), secrets);
            postgres = started;
        }
        return started.database(database);
    }

    @Override
    public synchronized ObjectStore objectStore() {
        LocalObjectStore started = objectStore;
        if (started == null) {
            started = LocalObjectStore.start(dir.resolve("objects"), settings.objectStorePort(), secrets);
            objectStore = started;
        }
        return started.address();
    }

    @Override
    public synchronized Keycloak keycloak() {
        LocalKeycloak started = keycloak;
        if (started == null) {
            started = LocalKeycloak.start(dir.resolve("keycloak"), settings, postgres("keycloak"), secrets);
            keycloak = started;
        }
        return started.address();
    }

    @Override
    public synchronized void close() {
        if (keycloak != null) {
            keycloak.close();
            keycloak = null;
        }
        if (objectStore != null) {
            objectStore.close();
            objectStore = null;
        }
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
    }
}
