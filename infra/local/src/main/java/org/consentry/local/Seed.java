package org.consentry.local;

/**
 * Fills the new network through the gateway's public doors. Found by {@link java.util.ServiceLoader}.
 *
 * <p>It runs once per data directory, after the stack is ready for the first time, and again at the next start if it
 * did not finish: it MUST change nothing where it finds its own work. An exception is shown and leaves the stack
 * running.
 */
public interface Seed {

    void sow(Ground ground, Progress progress) throws Exception;

    /** What a seed may use. */
    interface Ground {

        /** The content of {@code local-stack.json}, as tools will read it. */
        String report();

        /**
         * Tells Keycloak which resource is this person's.
         *
         * @param fhirUser such as {@code Patient/8f14e45f}
         */
        void bind(String username, String fhirUser);
    }
}
