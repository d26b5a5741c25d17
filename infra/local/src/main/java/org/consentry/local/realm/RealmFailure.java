package org.consentry.local.realm;

/** Keycloak did not do what it was asked. */
public final class RealmFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RealmFailure(String message) {
        super(message);
    }

    RealmFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
