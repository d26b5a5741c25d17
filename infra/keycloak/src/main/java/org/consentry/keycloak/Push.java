package org.consentry.keycloak;

/** Brings one event to the gateway. Called by one thread at a time; MUST return within some seconds. */
@FunctionalInterface
interface Push {
    Delivery send(byte[] body);
}
