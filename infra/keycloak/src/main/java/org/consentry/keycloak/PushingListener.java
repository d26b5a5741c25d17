package org.consentry.keycloak;

import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/** Hears Keycloak's events and, once their transaction is committed, puts those that matter into the outbox. */
final class PushingListener implements EventListenerProvider {
    private final KeycloakSession session;
    private final Outbox outbox;

    PushingListener(KeycloakSession session, Outbox outbox) {
        this.session = session;
        this.outbox = outbox;
    }

    @Override
    public void onEvent(Event event) {
        IdentityEvent.of(event).ifPresent(this::afterCommit);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        IdentityEvent.of(event).ifPresent(this::afterCommit);
    }

    /** Before the commit the gateway could ask back and still see the old consent. */
    private void afterCommit(IdentityEvent event) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                outbox.add(event);
            }

            @Override
            protected void rollbackImpl() {
                // Nothing happened, so there is nothing to tell.
            }
        });
    }

    @Override
    public void close() {
        // The outbox outlives the session.
    }
}
