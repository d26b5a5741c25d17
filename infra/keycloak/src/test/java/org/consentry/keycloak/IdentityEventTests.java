package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;

class IdentityEventTests {

    @Test
    void namesTheClientThatLostItsConsentAndNotTheConsoleItWasTakenIn() {
        Event event = event(EventType.REVOKE_GRANT);
        event.setClientId("account-console");
        event.setDetails(Map.of("revoked_client", "consent-hospital-b"));

        assertThat(IdentityEvent.of(event))
                .contains(new IdentityEvent(
                        "e1", "REVOKE_GRANT", "consentry", "subject", "consent-hospital-b", 1_700_000_000_000L));
    }

    @Test
    void takesARevokedTokenForNoRevokedConsent() {
        Event event = event(EventType.REVOKE_GRANT);
        event.setClientId("consent-hospital-b");
        event.setDetails(Map.of("token_id", "t1"));

        assertThat(IdentityEvent.of(event)).isEmpty();
    }

    @Test
    void saysNothingOfWhatFailed() {
        Event event = event(EventType.REVOKE_GRANT);
        event.setError("consent_denied");

        assertThat(IdentityEvent.of(event)).isEmpty();
    }

    @Test
    void saysNothingOfSignIns() {
        assertThat(IdentityEvent.of(event(EventType.LOGIN))).isEmpty();
    }

    @Test
    void aSignOutHasNoClient() {
        Event event = event(EventType.LOGOUT);
        event.setClientId("portal");

        assertThat(IdentityEvent.of(event).orElseThrow().client()).isEmpty();
    }

    @Test
    void hearsAnAdministratorDeleteAConsent() {
        AdminEvent event = admin(OperationType.ACTION, "users/subject/consents/consent-hospital%2Db");

        IdentityEvent heard = IdentityEvent.of(event).orElseThrow();

        assertThat(heard.type()).isEqualTo("CONSENT_DELETED");
        assertThat(heard.user()).isEqualTo("subject");
        assertThat(heard.client()).isEqualTo("consent-hospital-b");
    }

    @Test
    void hearsAnAdministratorDeleteAPersonButNotUpdateOne() {
        assertThat(IdentityEvent.of(admin(OperationType.DELETE, "users/subject"))
                        .orElseThrow()
                        .type())
                .isEqualTo("USER_DELETED");
        assertThat(IdentityEvent.of(admin(OperationType.UPDATE, "users/subject")))
                .isEmpty();
    }

    @Test
    void isNotConfusedByOtherPathsOfAPerson() {
        assertThat(IdentityEvent.of(admin(OperationType.DELETE, "users/subject/role-mappings/realm")))
                .isEmpty();
        assertThat(IdentityEvent.of(admin(OperationType.DELETE, "clients/subject")))
                .isEmpty();
    }

    private static Event event(EventType type) {
        Event event = new Event();
        event.setId("e1");
        event.setType(type);
        event.setRealmName("consentry");
        event.setUserId("subject");
        event.setTime(1_700_000_000_000L);
        return event;
    }

    private static AdminEvent admin(OperationType operation, String path) {
        AdminEvent event = new AdminEvent();
        event.setId("a1");
        event.setOperationType(operation);
        event.setResourcePath(path);
        event.setRealmName("consentry");
        event.setTime(1_700_000_000_000L);
        return event;
    }
}
