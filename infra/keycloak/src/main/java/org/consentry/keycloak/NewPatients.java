package org.consentry.keycloak;

import java.util.Locale;
import java.util.UUID;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * Whoever registers by themselves is a patient with a record of their own: in the transaction that makes the account it
 * gets the role and the id under which the gateway will keep its Patient. Accounts that an administrator makes cause no
 * such event and are what the administrator says.
 */
final class NewPatients implements EventListenerProvider {
    private static final String ROLE = "patient";

    private final KeycloakSession session;

    NewPatients(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() != EventType.REGISTER || event.getError() != null || event.getUserId() == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        RoleModel role = realm == null ? null : realm.getRole(ROLE);
        UserModel user = realm == null ? null : session.users().getUserById(realm, event.getUserId());
        if (role == null || user == null || user.getFirstAttribute("fhirUser") != null) {
            return;
        }
        String patient = UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
        user.setSingleAttribute("fhirUser", "Patient/" + patient);
        user.setSingleAttribute("patient", patient);
        user.grantRole(role);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // What an administrator makes is no registration.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
