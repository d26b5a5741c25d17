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
 * Whoever registers by themselves is a patient with a record of their own, or, having said so, a practitioner: in the
 * transaction that makes the account it gets the role and the id under which the gateway will know them. For whom a
 * practitioner acts is not said here: that is the organization's to say, in the gateway, and until it does the account
 * opens nothing. Accounts that an administrator makes cause no such event and are what the administrator says.
 */
final class Newcomers implements EventListenerProvider {
    private static final String PATIENT = "patient";
    private static final String PRACTITIONER = "practitioner";

    /** What the person chose on the registration page. Of no meaning later. */
    private static final String CHOSEN = "registersAs";

    private final KeycloakSession session;

    Newcomers(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() != EventType.REGISTER || event.getError() != null || event.getUserId() == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        UserModel user = realm == null ? null : session.users().getUserById(realm, event.getUserId());
        if (realm == null || user == null || user.getFirstAttribute("fhirUser") != null) {
            return;
        }
        boolean practitioner = PRACTITIONER.equals(user.getFirstAttribute(CHOSEN));
        RoleModel role = realm.getRole(practitioner ? PRACTITIONER : PATIENT);
        if (role == null) {
            return;
        }
        String id = UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
        user.setSingleAttribute("fhirUser", (practitioner ? "Practitioner/" : "Patient/") + id);
        if (!practitioner) {
            user.setSingleAttribute("patient", id);
        }
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
