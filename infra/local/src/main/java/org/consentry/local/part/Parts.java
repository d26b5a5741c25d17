package org.consentry.local.part;

import java.nio.file.Path;

/**
 * One set of parts. Each part is started when it is first asked for and stopped by {@link #close()}. All methods may
 * be called from several threads.
 *
 * <p>A part that cannot be started throws {@link PartFailure}, whose message says which part and what to do.
 */
public interface Parts extends AutoCloseable {

    /**
     * Processes of this machine on free ports, for a gateway at {@code http://localhost:8080}.
     *
     * @param dir where data and secrets are kept; what is there from an earlier use is used again
     */
    static Parts local(Path dir) {
        return local(dir, PartSettings.anyPorts());
    }

    /** Processes of this machine on ports of the caller's choice. */
    static Parts local(Path dir, PartSettings settings) {
        return new LocalParts(dir, settings);
    }

    /** Containers; throws {@link PartFailure} when no Docker engine answers. */
    static Parts containers() {
        return new ContainerParts(PartSettings.anyPorts());
    }

    /**
     * The parts that all tests of this JVM share; they stop with the JVM. Local processes with data that is deleted
     * afterwards, or containers if the environment says {@code CONSENTRY_PARTS=containers}.
     */
    static Parts shared() {
        return SharedParts.instance();
    }

    /** The database {@code consentry}, empty at first. */
    default Postgres postgres() {
        return postgres("consentry");
    }

    /**
     * A database of this name, with a role of the same name that owns it; created if it is not there.
     *
     * @param database 1 to 40 lower-case letters, digits and underscores
     */
    Postgres postgres(String database);

    ObjectStore objectStore();

    /** Keycloak with the realm {@code consentry}. The first start on a machine takes about a minute. */
    Keycloak keycloak();

    /** Stops what was started. Data stays. */
    @Override
    void close();
}
